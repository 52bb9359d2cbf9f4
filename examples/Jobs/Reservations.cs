using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Examples.Jobs;

/// <summary>A wish for so many seats of a show.</summary>
public sealed record Wish(string Show, int Seats);

/// <summary>What became of a wish.</summary>
public sealed record Reservation(string Show, int Seats, int Left);

/// <summary>Request and reply: actors ask for seats, the job knows how many are left, and no seat is given twice.</summary>
public sealed class Reservations(int seats) : ProcessFunction<string, ActorRequest<Wish>, ActorReply<Reservation>>
{
    private ValueState<int> _taken = null!;

    /// <summary>Declares the job. With <see cref="ResultVisibility.WhenCommitted"/> no answer is ever taken back.</summary>
    public static JobGraph Declare(ActorRequests<Wish, Reservation> box, int seats, int parallelism = 1)
    {
        var job = new JobBuilder("reservations") { Parallelism = parallelism };
        job.FromSource(box.Requests, WatermarkStrategy<ActorRequest<Wish>>.None(), "wishes")
            .KeyBy(wish => wish.Value.Show).Process(() => new Reservations(seats), "seats").SinkTo(box.Replies, "answers");
        return job.Build();
    }

    /// <inheritdoc/>
    public override void Open(StateDeclarations states) => _taken = states.Value<int>("taken");

    /// <inheritdoc/>
    public override void Process(ActorRequest<Wish> wish, ProcessContext<string, ActorReply<Reservation>> context)
    {
        var (show, wanted) = wish.Value;
        if (wanted < 1)
        {
            context.Emit(wish.Refuse<Reservation>($"{wanted} seats cannot be taken."));
            return;
        }

        var left = seats - _taken.Value - wanted;
        if (left >= 0)
        {
            _taken.Value += wanted;
        }

        context.Emit(left >= 0 ? wish.Answer(new Reservation(show, wanted, left)) : wish.Refuse<Reservation>($"{show} has no {wanted} seats left."));
    }
}
