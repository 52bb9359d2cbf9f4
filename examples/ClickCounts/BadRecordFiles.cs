using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Examples.ClickCounts;

/// <summary>Bad records as files in the data directory of the job.</summary>
/// <remarks>
/// The directory is not part of the description, and so not of the job's fingerprint: a data directory may be moved or
/// copied, and the job continues there.
/// </remarks>
internal sealed class BadRecordFiles(string directory) : ISink<BadRecord>
{
    private readonly FileSink<BadRecord> _files = new(directory, new BadRecordSerializer());

    public string Description => "files(bad records in the data directory)";

    public DeliveryGuarantee Guarantee => _files.Guarantee;

    public ISinkWriter<BadRecord> CreateWriter(ISubtaskContext context) => _files.CreateWriter(context);
}
