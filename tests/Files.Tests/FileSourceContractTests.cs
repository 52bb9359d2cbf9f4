using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.TestKit.Sources;

namespace AkkaStreamProc.Files.Tests;

public sealed class FileSourceContractTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public static TheoryData<string> Scenarios => [.. SourceContract.Scenarios];

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Files_that_end_keep_the_contract(string scenario) => SourceContract.Run(scenario, new Files(_scratch, isFollowing: false));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Followed_files_keep_the_contract(string scenario) => SourceContract.Run(scenario, new Files(_scratch, isFollowing: true));

    private sealed class Files : ISourceSystem
    {
        private readonly ScratchDirectory _scratch;
        private readonly bool _isFollowing;

        public Files(ScratchDirectory scratch, bool isFollowing)
        {
            (_scratch, _isFollowing) = (scratch, isFollowing);
            foreach (var file in Enumerable.Range(0, 5))
            {
                string[] lines = [.. Enumerable.Range(0, file == 3 ? 0 : 2_500 * (file + 1)).Select(line => $"{file}-{line}")];
                scratch.Write($"{file}.jsonl", string.Concat(lines.Select(line => line + "\n")));
                Records = [.. Records, .. lines];
            }
        }

        public IReadOnlyList<string> Records { get; } = [];

        public ISource<string> CreateSource() => new FileSource<string>(
            _scratch.PathOf("*.jsonl"),
            new TextDeserializer(),
            new FileSourceOptions { IsFollowing = _isFollowing, PollInterval = TimeSpan.FromMilliseconds(5), MaxOpenFiles = 2 });
    }
}
