using System.Text;

namespace Supervisor.Server.Ctl.Shell;

/// <summary>Bytes of a terminal to keys, by the bindings people know from readline.</summary>
/// <param name="read">The next byte; null at the end.</param>
internal sealed class KeyReader(Func<byte?> read)
{
    private const byte EscapeByte = 0x1b;

    /// <summary>The character, for <see cref="Key.Character"/>.</summary>
    public Rune Rune { get; private set; }

    public Key Read() => read() switch
    {
        null => Key.EndOfInput,
        EscapeByte => AfterEscape(),
        < 0x20 and var control => Control((char)(control + 0x40)),
        0x7f => Key.Backspace,
        { } first => Character(first),
    };

    private static Key Control(char letter) => letter switch
    {
        'A' => Key.Home,
        'B' => Key.Left,
        'C' => Key.Interrupt,
        'D' => Key.DeleteOrEnd,
        'E' => Key.End,
        'F' => Key.Right,
        'G' => Key.Escape,
        'H' => Key.Backspace,
        'I' => Key.Tab,
        'J' or 'M' => Key.Enter,
        'K' => Key.KillToEnd,
        'L' => Key.ClearScreen,
        'N' => Key.Next,
        'P' => Key.Previous,
        'R' => Key.Search,
        'T' => Key.Transpose,
        'U' => Key.KillToStart,
        'W' => Key.KillBlankWord,
        'Y' => Key.Yank,
        'Z' => Key.Suspend,
        _ => Key.Nothing,
    };

    private Key AfterEscape() => read() switch
    {
        null => Key.EndOfInput,
        (byte)'[' => Sequence(),
        (byte)'O' => Final(read() ?? 0, ""),
        (byte)'b' or (byte)'B' => Key.WordLeft,
        (byte)'f' or (byte)'F' => Key.WordRight,
        (byte)'d' or (byte)'D' => Key.KillWordRight,
        0x7f or 8 => Key.KillWordLeft,
        EscapeByte => Key.Escape,
        _ => Key.Nothing,
    };

    /// <summary>Parameters, then the byte that ends it.</summary>
    private Key Sequence()
    {
        var parameters = new StringBuilder();
        for (var next = read(); ; next = read())
        {
            if (next is not { } octet)
                return Key.EndOfInput;
            if (octet is >= 0x40 and <= 0x7e)
                return Final(octet, parameters.ToString());
            parameters.Append((char)octet);
        }
    }

    private static Key Final(byte final, string parameters)
    {
        // A modifier, as in 1;5C for Ctrl-Right, makes it a jump by words.
        var isModified = parameters.Contains(';');
        return (char)final switch
        {
            'A' => Key.Previous,
            'B' => Key.Next,
            'C' => isModified ? Key.WordRight : Key.Right,
            'D' => isModified ? Key.WordLeft : Key.Left,
            'H' => Key.Home,
            'F' => Key.End,
            '~' => parameters.Split(';')[0] switch
            {
                "1" or "7" => Key.Home,
                "3" => Key.Delete,
                "4" or "8" => Key.End,
                _ => Key.Nothing,
            },
            _ => Key.Nothing,
        };
    }

    private Key Character(byte first)
    {
        Span<byte> bytes = [first, 0, 0, 0];
        var length = first switch
        {
            < 0x80 => 1,
            >= 0xf0 => 4,
            >= 0xe0 => 3,
            _ => 2,
        };
        for (var i = 1; i < length; i++)
        {
            if (read() is not { } next)
                return Key.EndOfInput;
            bytes[i] = next;
        }
        Rune.DecodeFromUtf8(bytes[..length], out var rune, out _);
        Rune = rune;
        return Key.Character;
    }
}
