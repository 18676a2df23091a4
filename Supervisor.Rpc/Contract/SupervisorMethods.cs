using System.Collections.Frozen;

namespace Supervisor.Rpc.Contract;

/// <summary>
/// The table of every method on the wire. Types and order of parameters are the contract that <c>system.methodSignature</c> tells;
/// the chapters are in the other parts of this class.
/// </summary>
public static partial class SupervisorMethods
{
    private static readonly MethodParameter ProcessName = new("string", "name", "\"name\" or \"group:name\"");
    private static readonly MethodParameter ProcessOrGroupName =
        new("string", "name", "\"name\", \"group:name\", or \"group:*\" for all of a group");
    private static readonly MethodParameter GroupName = new("string", "name", "the group's name");
    private static readonly MethodParameter Signal = new("string", "signal", "\"HUP\", \"SIGHUP\" or \"1\"");
    private static readonly MethodParameter WaitForStart =
        new("boolean", "wait", "answer only when it is known how the start went (default: true)", IsOptional: true);

    private static readonly MethodParameter WaitForStop =
        new("boolean", "wait", "answer only when nothing is left running (default: true)", IsOptional: true);

    private static readonly MethodParameter Offset =
        new("int", "offset", "the first byte to read; below zero, so many bytes before the end");

    private static readonly MethodParameter Length = new("int", "length", "how many bytes to read; zero reads to the end");

    private const string StatusList = "one struct per process: name, group, status (80 is success), description";

    /// <summary>All methods, <c>system.*</c> included.</summary>
    public static IReadOnlyList<MethodDescription> All { get; } = [.. Daemon(), .. Configuration(), .. Processes(), .. Logs(), .. Live(), .. System()];

    private static readonly FrozenDictionary<string, MethodDescription> ByName =
        All.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);

    public static MethodDescription? Find(string name) => ByName.GetValueOrDefault(name);

    private static MethodDescription Alias(string name, MethodDescription target) => target with { Name = name, AliasOf = target.Name };

    private static MethodDescription[] System() =>
    [
        new("system.listMethods", "array", "the names, sorted", "Names every method that can be called."),
        new("system.methodHelp", "string", "the text you are reading, for that method", "Explains a method.",
            new MethodParameter("string", "name", "the method's full name")),
        new("system.methodSignature", "array", "the type of the result, then the types of the parameters in order",
            "Tells which types a method takes and returns.", new MethodParameter("string", "name", "the method's full name")),
        new("system.multicall", "array", "per call its bare result, or a struct of faultCode and faultString",
            "Carries out several calls, one after the other, in one request. A call that fails does not keep the next from being made.",
            new MethodParameter("array", "calls", "structs of methodName (string) and params (array)")),
    ];
}
