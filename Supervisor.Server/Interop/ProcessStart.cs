using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>
/// What the kernel handed to this process at its start: arguments and environment, byte for byte. They lie where the first stack began, so
/// neither <c>/proc</c> nor a binary that may be read is needed; where the C library does not say where that is, <c>/proc</c> is asked.
/// </summary>
internal static unsafe class ProcessStart
{
    /// <summary>This very program: the link the kernel keeps, since the file may have been replaced or moved.</summary>
    public const string OwnBinary = "/proc/self/exe";

    /// <summary>The word that counts the arguments; they follow it, then a null, then the environment, then a null.</summary>
    private static readonly nint* Stack = FindStack();

    /// <summary>argv, with the name the program was started by first.</summary>
    public static IReadOnlyList<string> Arguments { get; } = Stack is null ? OsText.ReadStrings("/proc/self/cmdline") : Strings(Argv);

    /// <summary>What an earlier image of the program in this process has left for this one.</summary>
    public const string HandoverVariable = "SUPERVISOR_HANDOVER";

    /// <summary>Why the image that it was left for did not take it.</summary>
    public const string HandoverRefusalVariable = "SUPERVISOR_HANDOVER_REFUSED";

    private static readonly IReadOnlyList<string> Variables = Stack is null ? OsText.ReadStrings("/proc/self/environ") : Strings(Envp);

    /// <summary>In the order the starter gave it, without what one image tells the next.</summary>
    public static IReadOnlyList<string> Environment { get; } =
        [.. Variables.Where(variable => !IsOf(variable, HandoverVariable) && !IsOf(variable, HandoverRefusalVariable))];

    /// <summary>Null in a program that begins.</summary>
    public static string? Handover { get; } = Value(HandoverVariable);

    public static string? HandoverRefusal { get; } = Value(HandoverRefusalVariable);

    /// <summary>What this program is shown as where it starts itself for another part.</summary>
    public static string OwnName => System.Environment.ProcessPath ?? OwnBinary;

    private static byte** Argv => (byte**)(Stack + 1);

    private static byte** Envp => Argv + *Stack + 1;

    /// <summary>Starts the same binary, also where its file has got another name since. Returns an errno, 0 for success.</summary>
    public static int Spawn(IReadOnlyList<string> environment, ReadOnlySpan<int> descriptors, SpawnedInto place, out int pid)
    {
        var errno = PosixSpawn.Start(OwnBinary, Arguments, environment, descriptors, place, out pid);
        return errno is Errno.ENOENT or Errno.EACCES or Errno.ENOTDIR && StartedFile() is { } file
            ? PosixSpawn.Start(file, Arguments, environment, descriptors, place, out pid)
            : errno;
    }

    /// <summary>Begins anew in this same process. Returns only where that failed.</summary>
    public static void ExecuteAgain()
    {
        if (Stack is null)
            return;
        using var own = new NativeStrings([OwnBinary]);
        _ = Libc.execve(*own.Pointer, Argv, Envp);
        if (Libc.getauxval(Libc.AT_EXECFN) is not 0 and var started)
            _ = Libc.execve((byte*)started, Argv, Envp);
    }

    /// <summary>The path that was executed; relative to where the process stood then.</summary>
    private static string? StartedFile() => Libc.getauxval(Libc.AT_EXECFN) is not 0 and var path ? Text((byte*)path) : null;

    private static bool IsOf(string variable, string name) =>
        variable.Length > name.Length && variable[name.Length] == '=' && variable.StartsWith(name, StringComparison.Ordinal);

    private static string? Value(string name) => Variables.FirstOrDefault(variable => IsOf(variable, name))?[(name.Length + 1)..];

    private static nint* FindStack()
    {
        var known = NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "__libc_stack_end", out var end);
        var stack = known ? *(nint**)end : null;
        return stack is not null && *stack > 0 && stack[*stack + 1] == 0 ? stack : null;
    }

    private static List<string> Strings(byte** list)
    {
        var strings = new List<string>();
        for (; *list is not null; list++)
            strings.Add(Text(*list));
        return strings;
    }

    private static string Text(byte* text) => OsText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
