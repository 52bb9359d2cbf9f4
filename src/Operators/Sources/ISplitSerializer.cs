using System.Buffers;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>The binary form in which the splits of a source stand in checkpoints and go to subtasks. Immutable; any thread may use it.</summary>
public interface ISplitSerializer
{
    /// <summary>The version of what <see cref="Write"/> writes, from 1. Stands beside the bytes.</summary>
    int Version { get; }

    /// <summary>Writes a split with all that its reader needs.</summary>
    void Write(SourceSplit split, IBufferWriter<byte> output);

    /// <summary>Reads what this or an earlier version has written.</summary>
    /// <exception cref="StreamProcessingException">The version is not known, or the bytes are none of a split.</exception>
    SourceSplit Read(ReadOnlyMemory<byte> bytes, int version);
}
