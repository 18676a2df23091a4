namespace Supervisor.Server.Logging;

/// <summary>A piece of a file.</summary>
internal readonly record struct LogRange(long Start, long Count);

/// <summary>
/// Which bytes of a log of a given size readLog and tailLog mean. Pure; the sums are stock's (options.py readFile and tailFile),
/// which clients depend on down to their oddities, made safe against overflow.
/// </summary>
internal static class LogTail
{
    /// <summary>Null: the arguments contradict each other (fault BAD_ARGUMENTS).</summary>
    public static LogRange? Read(long size, long offset, long length)
    {
        if (offset < 0)
        {
            if (length != 0)
                return null;
            var start = Math.Max(0, size + offset);
            return new LogRange(start, size - start);
        }
        if (length < 0)
            return null;
        var left = Math.Max(0, size - offset);
        return new LogRange(offset, length == 0 ? left : Math.Min(length, left));
    }

    /// <summary>The last <paramref name="length"/> bytes at most, and whether there was more than offset and length told.</summary>
    public static LogRange Tail(long size, long offset, long length, out bool overflow)
    {
        Int128 start = offset, count = length;
        overflow = size > start + count;
        if (overflow)
            start = size - 1;
        if (start + count > size)
        {
            if (start > size - 1)
                count = 0;
            start = size - count;
        }
        start = Int128.Max(start, 0);
        count = Int128.Max(count, 0);
        count = Int128.Min(count, Int128.Max(0, size - start));
        return new LogRange((long)Int128.Min(start, long.MaxValue), (long)count);
    }
}
