using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Batches.Codecs;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Serialization;
using CsCheck;
using static AkkaStreamProc.Operators.Tests.Batches.Codecs.CodecRecords;

namespace AkkaStreamProc.Operators.Tests.Batches.Codecs;

public class BatchCodecTests
{
    private static readonly Gen<string?> Text = Gen.OneOf(Gen.Const((string?)null), Gen.String, Gen.String[Gen.Char['\uD7F0', '\uE010'], 0, 6], Gen.Const(""));
    private static readonly Gen<double> Fraction = Gen.OneOf(Gen.Double, Gen.Const(double.NaN), Gen.Const(-0.0), Gen.Const(BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0123)));
    private static readonly Gen<Point> Place = Gen.Select(Gen.Int, Gen.Byte).Select((x, y) => new Point(x, y));
    private static readonly Gen<DateTime> Moment = Gen.Select(Gen.Long[0, DateTime.MaxValue.Ticks], Gen.Enum<DateTimeKind>()).Select((t, k) => new DateTime(t, k));

    private static readonly Gen<Figure?> AnyFigure = Gen.OneOf(
        Gen.Const((Figure?)null),
        Gen.Select(Gen.String, Gen.Double).Select((n, r) => (Figure?)new Circle(n, r)),
        Gen.Select(Gen.String, Gen.Float).Select((n, r) => (Figure?)new Square(n, r)));

    private static readonly Gen<Order?> AnyOrder = Gen.OneOf(
        Gen.Const((Order?)null),
        Gen.Select(
            Gen.Select(Text, Gen.Int, Fraction, Gen.Bool, Gen.Char, Gen.Decimal),
            Gen.Select(Moment, Gen.Int[-14, 14], Gen.Long, Gen.Short.Select(n => (Level)n), Gen.Guid),
            Gen.Select(Gen.Long.Nullable(), Place, AnyFigure)).Select((a, b, c) => (Order?)new Order(
                a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, b.Item1,
                new DateTimeOffset(new DateTime(2024, 1, 2, 3, 4, 5).AddTicks(b.Item3 % 1_000_000_000), TimeSpan.FromHours(b.Item2)),
                new TimeSpan(b.Item3), b.Item4, b.Item5, c.Item1, c.Item2, c.Item3)));

    [Fact]
    public void Numbers_come_back() => ComeBack(Gen.Long);

    [Fact]
    public void Truth_values_come_back() => ComeBack(Gen.Bool);

    [Fact]
    public void Fractions_come_back_bit_by_bit() => ComeBack(Fraction, x => BitConverter.DoubleToInt64Bits(x));

    [Fact]
    public void Texts_come_back_with_lone_surrogates() => ComeBack(Text);

    [Fact]
    public void Moments_come_back_with_their_kind() => ComeBack(Moment, m => (m.Ticks, m.Kind));

    [Fact]
    public void Pairs_and_missing_numbers_come_back() => ComeBack(Gen.Select(Gen.Int.Nullable(), Text).Select((a, b) => (a, b)));

    [Fact]
    public void Structs_come_back() => ComeBack(
        Gen.Select(Gen.Int, Gen.Double, Gen.Short, Text, Place.Nullable()).Select((a, b, c, d, e) => new Reading(a, b, (Half)c, d, e)));

    [Fact]
    public void Objects_come_back_and_those_that_are_missing() => ComeBack(AnyOrder);

    [Fact]
    public void Objects_of_several_classes_come_back() => ComeBack(AnyFigure);

    [Fact]
    public void Arrays_come_back() => ComeBack(Gen.Int.Array[0, 9], a => string.Join(",", a));

    [Fact]
    public void Values_with_a_serializer_of_the_users_come_back_by_it()
    {
        var serializers = new StateSerializers();
        serializers.Use(new CelsiusSerializer());

        ComeBack(Gen.Int[-1000, 1000].Select(tenths => new Celsius(tenths / 10.0)), serializers: serializers);
        ComeBack(Gen.Int[-1000, 1000].Select(tenths => (tenths, new Celsius(tenths / 10.0))), serializers: serializers);
        BatchCodec.Of(typeof(Celsius), serializers).Schema.ShouldContain("by tenths/1");
    }

    [Fact]
    public void Object_that_a_record_holds_twice_is_one_object_again()
    {
        var shared = new Node { Name = "shared", Numbers = [1, 2] };
        var root = new Node { Left = shared, Right = shared };
        shared.Left = root;

        var back = Through(Batch([root]))[0];

        back.Left.ShouldBeSameAs(back.Right);
        back.Left!.Left.ShouldBeSameAs(back);
        back.Left.Numbers.ShouldBe([1, 2]);
    }

    [Fact]
    public void Object_of_a_class_that_is_not_declared_is_refused_with_its_place()
    {
        var codec = BatchCodec.Of(typeof((int, Figure)), StateSerializers.Default);

        var refusal = Should.Throw<StateValueException>(() => codec.Encode(new SnapshotWriter(), Batch([(1, (Figure)new Triangle("three"))])));

        refusal.Message.ShouldStartWith("Item2: a value of the type");
    }

    [Fact]
    public void Batch_of_another_schema_or_version_is_refused()
    {
        var bytes = Encoded(Batch([1L, 2L]));

        Should.Throw<BatchFormatException>(() => BatchCodec.Of(typeof(ulong), StateSerializers.Default).Decode(bytes)).Message.ShouldContain("consist of something else");
        bytes[0]++;
        Should.Throw<BatchFormatException>(() => BatchCodec.Of(typeof(long), StateSerializers.Default).Decode(bytes)).Message.ShouldContain("has the version 2, this process reads 1");
    }

    [Fact]
    public void Damage_is_found_wherever_it_is() =>
        Gen.Select(AnyOrder.Array[0, 20], Gen.Int[0, int.MaxValue], Gen.Byte[1, 255], Gen.Bool).Sample((orders, place, change, isCut) =>
        {
            var bytes = Encoded(Batch(orders));
            if (isCut)
            {
                bytes = bytes[..(place % bytes.Length)];
            }
            else
            {
                bytes[place % bytes.Length] ^= change;
            }

            var error = Should.Throw<BatchFormatException>(() => BatchCodec.Of(typeof(Order), StateSerializers.Default).Decode(bytes));

            error.Message.ShouldContain("cannot be read");
        });

    private static void ComeBack<T>(Gen<T> records, Func<T, object?>? identity = null, StateSerializers? serializers = null)
    {
        var codec = BatchCodec.Of(typeof(T), serializers ?? StateSerializers.Default);
        Gen.Select(records, Gen.Long, Gen.Long[0, 3], Gen.Enum<RowKind>()).Array[0, 150].Select(Gen.Bool, Gen.Bool).Sample((rows, hasWatermarks, hasKinds) =>
        {
            var batch = RecordBatch<T>.Rent(rows.Length);
            if (hasWatermarks)
            {
                batch.AddWatermarks();
            }

            var watermark = 0L;
            foreach (var (value, timestamp, step, kind) in rows)
            {
                if (hasWatermarks)
                {
                    batch.Watermarks[batch.Count] = watermark += step / 3;
                }

                batch.Append(value, timestamp, hasKinds ? kind : RowKind.Insert);
            }

            var writer = new SnapshotWriter();
            codec.Encode(writer, batch);
            var back = (RecordBatch<T>)codec.Decode(writer.Written);

            back.Columns.ShouldBe(batch.Columns);
            back.Values.ToArray().Select(Identity).ShouldBe(batch.Values.ToArray().Select(Identity));
            back.Timestamps.ToArray().ShouldBe(batch.Timestamps.ToArray());
            back.Kinds.ToArray().ShouldBe(batch.Kinds.ToArray());
            if (hasWatermarks)
            {
                back.Watermarks[..back.Count].ShouldBe(batch.Watermarks[..batch.Count]);
            }

            batch.Return();
            back.Return();
        });

        object? Identity(T value) => identity is null ? value : identity(value);
    }

    private static T[] Through<T>(RecordBatch<T> batch) =>
        ((RecordBatch<T>)BatchCodec.Of(typeof(T), StateSerializers.Default).Decode(Encoded(batch))).Values.ToArray();

    private static byte[] Encoded<T>(RecordBatch<T> batch)
    {
        var writer = new SnapshotWriter();
        BatchCodec.Of(typeof(T), StateSerializers.Default).Encode(writer, batch);
        return writer.Written.ToArray();
    }

    private static RecordBatch<T> Batch<T>(ReadOnlySpan<T> records)
    {
        var batch = RecordBatch<T>.Rent(records.Length);
        batch.AppendRange(records, 7);
        return batch;
    }

}
