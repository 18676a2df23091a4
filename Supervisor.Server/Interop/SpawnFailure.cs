namespace Supervisor.Server.Interop;

/// <summary>What a child that could not become its program says on its stderr, in stock's words.</summary>
internal static class SpawnFailure
{
    public static byte[] Text(string reason) => OsText.Encode($"supervisor: {reason}\nsupervisor: child process was not spawned\n");

    public static string OfUser(int? uid, string refused) => $"couldn't setuid to {uid}: {refused}";

    public static string OfDirectory(string directory, int errno) => $"couldn't chdir to {directory}: {Errno.Name(errno)}";

    public static string OfResource(IReadOnlyList<ResourceSetting> all, ResourceSetting refused, int errno) =>
        $"couldn't set {ResourceText.Order(all, refused)}: {Errno.Name(errno)}";

    public static string OfCgroup(string cgroup, int errno) => $"couldn't enter the cgroup {cgroup}: {Errno.Name(errno)}";

    public static string OfExec(string name, int errno) => $"couldn't exec {name}: {Errno.Name(errno)}";
}
