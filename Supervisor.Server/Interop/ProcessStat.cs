using System.Buffers.Text;
using System.Text;

namespace Supervisor.Server.Interop;

/// <summary>What <c>/proc/PID/stat</c> says of a process, as far as it tells who belongs to whom.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Name">What it is called, 15 bytes at most.</param>
/// <param name="State">As the kernel's letter: <c>Z</c> is dead and not reaped.</param>
/// <param name="Parent">The pid of its parent.</param>
/// <param name="Group">Its process group.</param>
/// <param name="Session">Its session.</param>
/// <param name="StartedAt">In clock ticks since the machine started; with the pid it is one process and no other.</param>
internal readonly record struct ProcessStat(int Pid, string Name, char State, int Parent, int Group, int Session, long StartedAt)
{
    /// <summary>How many fields stand between the session and the start.</summary>
    private const int FieldsBeforeStart = 15;

    /// <summary>Waits in the kernel, for a disk as a rule, and no signal reaches it.</summary>
    public bool IsStuck => State == 'D';

    public bool IsDead => State is 'Z' or 'X';

    /// <summary>Null for what is no such line. The name stands in parentheses and may have any byte in it.</summary>
    public static ProcessStat? Parse(ReadOnlySpan<byte> line)
    {
        var open = line.IndexOf((byte)'(');
        var close = line.LastIndexOf((byte)')');
        if (open < 1 || close < open || close + 3 >= line.Length || !Utf8Parser.TryParse(line, out int pid, out _))
            return null;
        var name = Encoding.UTF8.GetString(line[(open + 1)..close]);
        var state = (char)line[close + 2];
        var rest = line[(close + 3)..];
        if (Next(ref rest) is not { } parent || Next(ref rest) is not { } group || Next(ref rest) is not { } session)
            return null;
        for (var field = 0; field < FieldsBeforeStart; field++)
        {
            if (Next(ref rest) is null)
                return null;
        }
        return Next(ref rest) is { } start ? new(pid, name, state, (int)parent, (int)group, (int)session, start) : null;
    }

    private static long? Next(ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(text, out long number, out var length))
            return null;
        text = text[length..];
        return number;
    }
}
