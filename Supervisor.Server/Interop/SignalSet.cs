namespace Supervisor.Server.Interop;

/// <summary>A set of signals as the C library lays it out: <c>sigset_t</c>, 128 bytes.</summary>
internal unsafe struct SignalSet
{
    private fixed ulong _bits[16];

    public static SignalSet Of(ReadOnlySpan<int> signals)
    {
        var set = default(SignalSet);
        foreach (var signal in signals)
            set._bits[(signal - 1) / 64] |= 1UL << (signal - 1) % 64;
        return set;
    }

    public readonly bool Contains(int signal) => (_bits[(signal - 1) / 64] >> (signal - 1) % 64 & 1) != 0;
}
