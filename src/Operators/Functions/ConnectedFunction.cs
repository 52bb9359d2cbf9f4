namespace AkkaStreamProc.Operators.Functions;

/// <summary>A function of two streams as one of the stream of both.</summary>
internal sealed class ConnectedFunction<TKey, TFirst, TSecond, TOut>(CoProcessFunction<TKey, TFirst, TSecond, TOut> function)
    : ProcessFunction<TKey, Either<TFirst, TSecond>, TOut>
    where TKey : notnull
{
    public override bool UsesEventTime => function.UsesEventTime;

    public override PendingTimers PendingTimersAtEnd => function.PendingTimersAtEnd;

    public override void Open(StateDeclarations states) => function.Open(states);

    public override void Close() => function.Close();

    public override void Process(Either<TFirst, TSecond> record, ProcessContext<TKey, TOut> context)
    {
        if (record.IsFirst)
        {
            function.ProcessFirst(record.First, context);
        }
        else
        {
            function.ProcessSecond(record.Second, context);
        }
    }

    public override void OnTimer(long timestamp, ProcessContext<TKey, TOut> context) => function.OnTimer(timestamp, context);
}
