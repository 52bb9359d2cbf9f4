namespace AkkaStreamProc;

/// <summary>A stream of records that are of a type or of one that derives from it: a <see cref="DataStream{T}"/>, as something that <see cref="Streams"/> takes.</summary>
/// <typeparam name="T">The type, or a base of it: a class or an interface.</typeparam>
public interface IDataStream<out T>
{
    /// <summary>The same records as a stream of a base type.</summary>
    internal DataStream<TBase> As<TBase>();
}
