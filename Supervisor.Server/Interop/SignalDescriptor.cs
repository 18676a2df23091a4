using System.Buffers.Binary;

namespace Supervisor.Server.Interop;

/// <summary>A signalfd(2): the blocked signals that reached the process, as something to read. Owns the descriptor.</summary>
internal sealed unsafe class SignalDescriptor : IDisposable
{
    /// <summary>sizeof(struct signalfd_siginfo); its first member is the signal's number.</summary>
    internal const int InfoBytes = 128;

    private readonly byte[] _infos = new byte[16 * InfoBytes];

    public SignalDescriptor(ReadOnlySpan<int> signals)
    {
        var set = SignalSet.Of(signals);
        Descriptor = Libc.signalfd(-1, &set, Libc.SFD_NONBLOCK | Libc.SFD_CLOEXEC);
        if (Descriptor < 0)
            throw PosixException.Last("signalfd");
    }

    public int Descriptor { get; }

    /// <summary>Takes signals that are pending, lowest number first, into <paramref name="signals"/>. Returns how many; 0 when none is left.</summary>
    public int Take(Span<int> signals)
    {
        var room = Math.Min(signals.Length, _infos.Length / InfoBytes);
        var read = Pipes.Read(Descriptor, _infos.AsSpan(0, room * InfoBytes));
        var count = Math.Max(0, read.Count) / InfoBytes;
        for (var i = 0; i < count; i++)
            signals[i] = (int)BinaryPrimitives.ReadUInt32LittleEndian(_infos.AsSpan(i * InfoBytes));
        return count;
    }

    /// <summary>Waits for one signal.</summary>
    public int Await()
    {
        Span<int> signal = stackalloc int[1];
        while (Take(signal) == 0)
            Poll.Wait([new PollEntry(Descriptor, Readiness.Readable)]);
        return signal[0];
    }

    public void Dispose() => Pipes.Close(Descriptor);
}
