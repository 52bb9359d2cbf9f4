using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>The inputs of the head of a chain, each with the channels that feed it.</summary>
/// <remarks>
/// The event time of the subtask is that of all channels together; this knows how far each input is by itself, and holds
/// back what the head does not read at the moment. Where the head asks for neither, it costs nothing.
/// </remarks>
internal sealed class HeadInputs
{
    private readonly StreamOperator _head;
    private readonly InputGate _gate;
    private readonly int[] _inputOfChannel;
    private readonly Input[] _apart;
    private readonly bool _selects;

    /// <param name="head">Whose inputs they are.</param>
    /// <param name="inputOfChannel">The number of the input that each channel feeds.</param>
    /// <param name="gate">Where the channels end.</param>
    public HeadInputs(StreamOperator head, int[] inputOfChannel, InputGate gate)
    {
        _head = head;
        _gate = gate;
        _inputOfChannel = inputOfChannel;
        _selects = head.Interests.HasFlag(OperatorInterests.Selection);
        _apart = _selects || head.Interests.HasFlag(OperatorInterests.Inputs)
            ? [.. head.Inputs.Select((_, input) => new Input(inputOfChannel, input))]
            : [];
    }

    /// <summary>Hands records to the input they are for.</summary>
    public void Deliver(int channel, RecordBatch batch) => _head.Inputs[_inputOfChannel[channel]].Deliver(batch);

    /// <inheritdoc cref="WatermarkValve.Advance"/>
    public void Advance(int channel, long watermark)
    {
        if (_apart.Length > 0)
        {
            var input = _apart[_inputOfChannel[channel]];
            input.Valve.Advance(input.PositionOf[channel], watermark);
        }
    }

    /// <summary>No records follow in a channel, whose watermark is the last.</summary>
    public void End(int channel)
    {
        if (_apart.Length > 0)
        {
            _apart[_inputOfChannel[channel]].Ended++;
        }
    }

    /// <inheritdoc cref="WatermarkValve.SetIdle"/>
    public void SetIdle(int channel, bool isIdle)
    {
        if (_apart.Length > 0)
        {
            var input = _apart[_inputOfChannel[channel]];
            input.Valve.SetIdle(input.PositionOf[channel], isIdle);
        }
    }

    /// <summary>Tells the head what has changed of each input since the last call.</summary>
    public void Tell()
    {
        for (var number = 0; number < _apart.Length; number++)
        {
            var input = _apart[number];
            if (input.Valve.Current > input.Told)
            {
                input.Told = input.Valve.Current;
                _head.OnInputWatermark(number, input.Told);
            }

            if (input.Ended == input.Channels && !input.HasToldEnd)
            {
                input.HasToldEnd = true;
                _head.OnInputEnded(number);
            }
        }
    }

    /// <summary>Asks the head which inputs it reads, and holds the records of the others back. Before anything is taken from the gate.</summary>
    /// <param name="isAligning">Whether some channel has brought a barrier and the others are to bring theirs, read or not.</param>
    public void Select(bool isAligning)
    {
        if (!_selects)
        {
            return;
        }

        for (var channel = 0; channel < _inputOfChannel.Length; channel++)
        {
            _gate.Select(channel, isAligning || _head.Reads(_inputOfChannel[channel]));
        }
    }

    private sealed class Input
    {
        public Input(int[] inputOfChannel, int input)
        {
            PositionOf = new int[inputOfChannel.Length];
            for (var channel = 0; channel < inputOfChannel.Length; channel++)
            {
                PositionOf[channel] = inputOfChannel[channel] == input ? Channels++ : -1;
            }

            Valve = new WatermarkValve(Channels);
        }

        public WatermarkValve Valve { get; }

        /// <summary>The number of each channel of the subtask among those of the input.</summary>
        public int[] PositionOf { get; }

        public int Channels { get; }

        public int Ended { get; set; }

        public long Told { get; set; } = Watermarks.Min;

        public bool HasToldEnd { get; set; }
    }
}
