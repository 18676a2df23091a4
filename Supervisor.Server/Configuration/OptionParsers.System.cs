using Supervisor.Server.Interop;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>The types that are about this machine: its paths, users and groups.</summary>
internal static partial class OptionParsers
{
    private static readonly UserDatabase Users = new();

    /// <summary>A path whose directory exists; <c>~</c> and <c>~user</c> are expanded. Relative ones stay so.</summary>
    public static string PathInExistingDirectory(string text, string workingDirectory)
    {
        var path = ExpandHome(text);
        var directory = Path.GetDirectoryName(path);
        return string.IsNullOrEmpty(directory) || Directory.Exists(Path.Combine(workingDirectory, directory))
            ? path
            : throw new ConfigurationException($"The directory named as part of the path {text} does not exist");
    }

    public static string ExistingDirectory(string text, string workingDirectory)
    {
        var path = ExpandHome(text);
        return path.Length > 0 && Directory.Exists(Path.Combine(workingDirectory, path))
            ? path
            : throw new ConfigurationException($"{text} is not an existing directory");
    }

    public static string ExpandHome(string path)
    {
        if (!path.StartsWith('~'))
            return path;
        var end = path.IndexOf('/') is >= 0 and var slash ? slash : path.Length;
        var home = end == 1
            ? Environment.GetEnvironmentVariable("HOME") ?? Users.FindById(Credentials.CurrentUid)?.Home
            : Users.FindByName(path[1..end])?.Home;
        return home is null ? path : home.TrimEnd('/') + path[end..];
    }

    /// <summary>A user that exists, by name or number.</summary>
    public static UserEntry User(string text)
    {
        if (PythonInteger.TryParse(text, out var uid))
            return Users.FindById((int)Math.Clamp(uid, -1, int.MaxValue)) ?? throw new ConfigurationException($"Invalid user id {uid}");
        return Users.FindByName(text) ?? throw new ConfigurationException($"Invalid user name {text}");
    }

    /// <summary>A group that exists, by name or number.</summary>
    public static int Group(string text)
    {
        if (PythonInteger.TryParse(text, out var number))
        {
            var gid = (int)Math.Clamp(number, -1, int.MaxValue);
            return Users.GroupExists(gid) ? gid : throw new ConfigurationException($"Invalid group id {number}");
        }
        return Users.FindGroupByName(text) ?? throw new ConfigurationException($"Invalid group name {text}");
    }

    /// <summary><c>user</c> or <c>user:group</c>.</summary>
    public static (int Uid, int? Gid) Owner(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (User(text).Uid, null) : (User(text[..colon]).Uid, Group(text[(colon + 1)..]));
    }
}
