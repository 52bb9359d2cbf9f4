using System.Globalization;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Streams;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Fusion;

public class FusedChainTests
{
    private sealed record Pair(int A, int B);

    /// <summary>A verb by its number and a constant it uses.</summary>
    private static readonly Gen<(int Verb, int Constant)[]> Chains = Gen.Select(Gen.Int[0, 9], Gen.Int[1, 5]).Array[0, 6];

    private static readonly Gen<int[][]> Batches = Gen.OneOf(Gen.Int[-50, 50].Array[0, 12], Gen.Const(Array.Empty<int>()), Gen.Int[-50, 50].Array[1]).Array[1, 4];

    [Fact]
    public void Any_chain_of_verbs_agrees_with_linq() =>
        Gen.Select(Chains, Batches).Sample((chain, batches) => Agree(chain, batches), iter: 150);

    [Fact]
    public void Full_batches_agree_with_linq() =>
        Chains.Sample(chain => Agree(chain, [[.. Enumerable.Range(-1000, 2048)], [.. Enumerable.Range(0, 2048)]]), iter: 15);

    private static void Agree((int Verb, int Constant)[] chain, int[][] batches)
    {
        var input = batches.Select((batch, i) => batch.Select((value, j) => (value, (long)(i * 10_000 + j))).ToList()).ToList();
        OfNumbers(ChainRun<int>.Head<int>(new JobBuilder("job")), input.SelectMany(b => b), chain, input);
    }

    private static void OfNumbers(
        DataStream<int> stream, IEnumerable<(int V, long T)> linq, ArraySegment<(int Verb, int Constant)> chain, List<List<(int, long)>> input)
    {
        if (chain.Count == 0)
        {
            Compare(stream, linq, input);
            return;
        }

        var (k, rest) = (chain[0].Constant, chain[1..]);
        switch (chain[0].Verb)
        {
            case 0: OfNumbers(stream.Where(x => x % k != 0), linq.Where(r => r.V % k != 0), rest, input); break;
            case 1: OfNumbers(stream.Select(x => (x * k) + 1), linq.Select(r => ((r.V * k) + 1, r.T)), rest, input); break;
            case 2: OfNumbers(stream.SelectMany(x => Enumerable.Range(x, ((x % 3) + 3) % 3)), Many(linq, x => Enumerable.Range(x, ((x % 3) + 3) % 3)), rest, input); break;
            case 3: OfNumbers(stream.SelectMany(x => new[] { x, x + k }), Many(linq, x => new[] { x, x + k }), rest, input); break;
            case 4: OfNumbers(stream.Filter(x => x > k), linq.Where(r => r.V > k), rest, input); break;
            case 5: OfNumbers(stream.Map(x => x - k), linq.Select(r => (r.V - k, r.T)), rest, input); break;
            case 6: OfNumbers(stream.FlatMap(x => new List<int> { x, k }), Many(linq, x => new[] { x, k }), rest, input); break;
            case 7:
                OfNumbers(
                    stream.Select(x => new Pair(x, k)).Where(p => p.A != p.B || k > 3).Select(p => p.A + p.B),
                    linq.Where(r => r.V != k || k > 3).Select(r => (r.V + k, r.T)), rest, input);
                break;
            default:
                OfTexts(stream.Select(x => x.ToString(CultureInfo.InvariantCulture)), linq.Select(r => (r.V.ToString(CultureInfo.InvariantCulture), r.T)), rest, input);
                break;
        }
    }

    private static void OfTexts(
        DataStream<string> stream, IEnumerable<(string V, long T)> linq, ArraySegment<(int Verb, int Constant)> chain, List<List<(int, long)>> input)
    {
        if (chain.Count == 0)
        {
            Compare(stream, linq, input);
            return;
        }

        var (k, rest) = (chain[0].Constant, chain[1..]);
        switch (chain[0].Verb)
        {
            case 0 or 1: OfTexts(stream.Where(s => s.Length > k), linq.Where(r => r.V.Length > k), rest, input); break;
            case 2 or 3: OfNumbers(stream.SelectMany(s => s.Select(c => c + k)), Many(linq, s => s.Select(c => c + k)), rest, input); break;
            case 4: OfTexts(stream.FlatMap(s => s.Split('1')), Many(linq, s => s.Split('1')), rest, input); break;
            case 5: OfTexts(stream.Map(s => s + "!"), linq.Select(r => (r.V + "!", r.T)), rest, input); break;
            case 6: OfTexts(stream.Filter(s => !s.StartsWith('-')), linq.Where(r => !r.V.StartsWith('-')), rest, input); break;
            case 7: OfTexts(stream.Select(s => s + k), linq.Select(r => (r.V + k, r.T)), rest, input); break;
            default: OfNumbers(stream.Select(s => s.Length), linq.Select(r => (r.V.Length, r.T)), rest, input); break;
        }
    }

    private static IEnumerable<(TOut V, long T)> Many<TIn, TOut>(IEnumerable<(TIn V, long T)> linq, Func<TIn, IEnumerable<TOut>> items) =>
        linq.SelectMany(r => items(r.V).Select(item => (item, r.T)));

    private static void Compare<T>(DataStream<T> stream, IEnumerable<(T V, long T)> linq, List<List<(int, long)>> input)
    {
        var run = ChainRun<T>.Of(stream);
        input.ForEach(run.Feed);

        run.Records.SequenceEqual(linq.Select(r => (r.V, r.T))).ShouldBeTrue("the chain and LINQ differ");
        run.Operators[^1].Counters.In.ShouldBe(run.Records.Count);
        run.Operators[0].Counters.In.ShouldBe(input.Sum(b => b.Count));
    }
}
