using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Windows;

/// <summary>What sessions must emit: those of the records at hand are found anew whenever anything happens.</summary>
/// <param name="gapOf">How long after a record its session ends.</param>
/// <param name="lateness">How much longer sessions take records.</param>
/// <param name="aggregate">From the amounts of a session, sorted, to its result.</param>
internal sealed class SessionOracle<TResult>(Func<Sale, long> gapOf, long lateness, Func<IReadOnlyList<long>, TResult> aggregate)
{
    private readonly List<(Sale Sale, long Time)> _open = [];
    private long _watermark = Watermarks.Min;

    public List<(WindowResult<int, TResult> Value, long Timestamp)> Results { get; } = [];

    public List<(Sale Value, long Timestamp)> Late { get; } = [];

    public void Feed(IEnumerable<(Sale Value, long Timestamp)> records)
    {
        foreach (var (sale, time) in records)
        {
            _open.Add((sale, time));
            var session = SessionsOf(sale.Shop).Single(s => s.Records.Contains((sale, time)) && s.Start <= time && time < s.End);
            if (HasPassed(session.End - 1 + lateness))
            {
                _open.RemoveAt(_open.Count - 1);
                Late.Add((sale, time));
            }
            else if (HasPassed(session.End - 1))
            {
                Emit(session);
            }
        }
    }

    public void Advance(long watermark)
    {
        var former = _watermark;
        _watermark = watermark;
        foreach (var session in _open.Select(r => r.Sale.Shop).Distinct().SelectMany(SessionsOf).ToList())
        {
            if (HasPassed(session.End - 1) && (former == Watermarks.Min || session.End - 1 > former))
            {
                Emit(session);
            }

            if (HasPassed(session.End - 1 + lateness))
            {
                session.Records.ForEach(r => _open.Remove(r));
            }
        }
    }

    private List<Session> SessionsOf(int shop)
    {
        var sessions = new List<Session>();
        foreach (var record in _open.Where(r => r.Sale.Shop == shop).OrderBy(r => r.Time))
        {
            var end = record.Time + gapOf(record.Sale);
            if (sessions.Count > 0 && record.Time < sessions[^1].End)
            {
                sessions[^1].Records.Add(record);
                sessions[^1].End = Math.Max(sessions[^1].End, end);
            }
            else
            {
                sessions.Add(new Session { Shop = shop, Start = record.Time, End = end, Records = { record } });
            }
        }

        return sessions;
    }

    private bool HasPassed(long time) => _watermark != Watermarks.Min && time <= _watermark;

    private void Emit(Session session) => Results.Add((
        new(session.Shop, new Window(session.Start, session.End), aggregate([.. session.Records.Select(r => r.Sale.Amount).Order()])),
        session.End - 1));

    private sealed class Session
    {
        public required int Shop { get; init; }

        public required long Start { get; init; }

        public required long End { get; set; }

        public List<(Sale Sale, long Time)> Records { get; } = [];
    }
}
