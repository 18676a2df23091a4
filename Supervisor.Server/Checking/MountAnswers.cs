using Supervisor.Server.Interop;
using Supervisor.Server.Python;

namespace Supervisor.Server.Checking;

/// <summary>
/// Asks mounts that may hang whether they answer, before anything there is looked at: a look that is never answered could not be given up. Each is asked
/// once, by a process of its own, which is left behind where it waits for ever.
/// </summary>
internal sealed class MountAnswers : IDisposable
{
    private readonly Mounts _mounts = new();
    private readonly Dictionary<Mount, bool> _answers = [];
    private readonly List<FarFiles> _asked = [];

    /// <summary>Why a path cannot be looked at; null as a rule.</summary>
    public string? Refusal(string path) => _mounts.MayHang(path) is not { } mount || Answers(mount)
        ? null
        : $"{PythonText.Repr(path)} was not looked at: the {mount.Type} file system at {PythonText.Repr(mount.Point)} does not answer";

    public void Dispose()
    {
        _asked.ForEach(files => files.Dispose());
        _mounts.Dispose();
    }

    private bool Answers(Mount mount)
    {
        if (_answers.TryGetValue(mount, out var answers))
            return answers;
        var files = new FarFiles(AgentProgram.Own, mount.Point);
        _asked.Add(files);
        return _answers[mount] = files.Status(mount.Point, out _) != -Errno.ETIMEDOUT;
    }
}
