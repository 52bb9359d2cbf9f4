using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Tests.Faults;

public class TransienceTests
{
    public static TheoryData<string, Exception, bool> Errors => new()
    {
        { "an error of ours", new StreamProcessingException("The option is missing."), false },
        { "one of ours that may pass", new StreamProcessingException("The broker is away.") { IsTransient = true }, true },
        { "a record that cannot be decoded", new BadRecordException("source", BadRecord.Create("a", 1, "no number", "x"u8)), false },
        { "a record that is refused for good", new RecordRefusedException("sink", "x", "It is too large."), false },
        { "a snapshot that does not fit", new SnapshotException("It was written as Int32."), false },
        { "a function that threw", Failed(new TimeoutException()), true },
        { "a function that calls what is not deployed", Failed(new MissingMethodException()), false },
        { "a function with an error of ours", Failed(new StreamProcessingException("The context is used outside.")), false },
        { "anything else", new InvalidOperationException(), true },
        { "a disk that is full", new IOException(), true },
        { "memory that runs out", new OutOfMemoryException(), true },
        { "a type that is not deployed", new TypeLoadException(), false },
        { "a static initializer that failed for good", new TypeInitializationException("T", new FileNotFoundException()), true },
        { "a static initializer that misses a type", new TypeInitializationException("T", new TypeLoadException()), false },
        { "several that may all pass", new AggregateException(new IOException(), new TimeoutException()), true },
        { "several of which one cannot pass", new AggregateException(new IOException(), new StreamProcessingException("x")), false },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Error_that_cannot_pass_is_told_from_one_that_may(string what, Exception error, bool mayPass) =>
        Transience.MayPass(error).ShouldBe(mayPass, what);

    private static UserFunctionException Failed(Exception cause) => new("map", "the record «1»", null, null, cause);
}
