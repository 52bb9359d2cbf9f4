namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>A function of rows as one of the records of a stream, each of which is a row of its own that nothing takes back.</summary>
/// <remarks>The function numbers the rows where it tells them apart, so their keys are empty here.</remarks>
internal sealed class AppendedRows<TGroup, T, TRowKey, TRow>(ChangeFunction<TGroup, Row<long, T>, TRowKey, TRow> function)
    : ChangeFunction<TGroup, T, TRowKey, TRow>
    where TGroup : notnull
    where TRowKey : notnull
{
    public override void Open(StateDeclarations states) => function.Open(states);

    public override bool IsRecord(T value) => true;

    public override void Process(in Delta<T> change, ProcessContext<TGroup, Row<TRowKey, TRow>> context) =>
        function.Process(Delta<Row<long, T>>.Of(new Row<long, T>(0, change.After)), context);
}
