namespace Supervisor.Tests.Support;

/// <summary>A program started in surroundings that a shell prepares: other limits, open descriptors, a namespace of its own.</summary>
internal static class Wrapping
{
    /// <summary>The preparation is shell text; the program then takes the shell's place, so its pid is the one that was started.</summary>
    public static Peer Behind(this Peer peer, string preparation) =>
        peer with { FileName = "/bin/sh", Arguments = ["-c", preparation + "\nexec \"$@\"", "sh", peer.FileName, .. peer.Arguments] };

    /// <summary>The same in a mount namespace of its own, where files of the system can be covered.</summary>
    public static Peer BehindMounts(this Peer peer, string preparation) =>
        peer with
        {
            FileName = "/usr/bin/unshare",
            Arguments = ["--mount", "--propagation", "private", "/bin/sh", "-c", preparation + "\nexec \"$@\"", "sh", peer.FileName, .. peer.Arguments],
        };
}
