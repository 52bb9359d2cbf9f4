using AkkaStreamProc.Operators.Snapshots;
using Nerdbank.MessagePack;
using PolyType;
using PolyType.Abstractions;
using PolyType.ReflectionProvider;

namespace AkkaStreamProc.Operators.State;

/// <summary>Any other type, through its shape, as MessagePack with the length before it.</summary>
internal sealed class ShapeStateSerializer<T> : StateSerializer<T>
{
    private static readonly MessagePackSerializer Serializer = new MessagePackSerializer
    {
        Converters = [new StateStringConverter()],
    }.WithHiFiDateTime();

    private readonly ITypeShape<T> _shape = FindShape();

    public override void Write(SnapshotWriter writer, in T value) => writer.WriteBytes(Serializer.Serialize(value, _shape));

    public override T Read(SnapshotReader reader) => Serializer.Deserialize(reader.ReadBytes(), _shape)!;

    private static ITypeShape<T> FindShape()
    {
        var shape = (ITypeShape<T>?)ReflectionTypeShapeProvider.Default.GetTypeShape(typeof(T));
        if (shape is null or IFunctionTypeShape || (shape is IObjectTypeShape { Constructor: null } && StateTypes.IsOwn(typeof(T))))
        {
            throw new StreamProcessingException($"The type {typeof(T)} cannot be kept in state: it has no public shape to serialize it by.");
        }

        ShapeCoverage.Verify(shape);
        return shape;
    }
}
