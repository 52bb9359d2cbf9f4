using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>The stream that comes out of a source, and what to do with what the source cannot decode.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
public sealed class SourceStream<T> : DataStream<T>
{
    internal SourceStream(JobBuilder job, OperatorDeclaration source)
        : base(job, source, 0)
    {
    }

    /// <summary>
    /// The records that could not be decoded, with their position and the reason. Using it diverts them there;
    /// otherwise the first one fails the job, or they are skipped (<see cref="SkipBadRecords"/>).
    /// </summary>
    public DataStream<BadRecord> BadRecords
    {
        get
        {
            Declaration.ErrorPolicy = ErrorPolicy.Divert;
            return new DataStream<BadRecord>(Job, Declaration, Declaration.Definition.FailedOutput);
        }
    }

    /// <summary>Leaves out what cannot be decoded; it is counted.</summary>
    public SourceStream<T> SkipBadRecords()
    {
        Declaration.ErrorPolicy = ErrorPolicy.Skip;
        return this;
    }
}
