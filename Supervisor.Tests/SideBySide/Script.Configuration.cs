using Supervisor.Tests.Support;

namespace Supervisor.Tests.SideBySide;

/// <summary>Several calls in one, a changed configuration, and the end.</summary>
internal static partial class Script
{
    private static Step[] Multicalls =>
    [
        Multicall("multicall", Inner("supervisor.getState"), Inner("supervisor.getAPIVersion"), Inner("supervisor.getProcessInfo", "cat")),
        Multicall("multicall of nothing"),
        Multicall("multicall with faults between", Inner("supervisor.stopProcess", "idle"), Inner("supervisor.nope"), Inner("supervisor.getIdentification"), Inner("supervisor.getProcessInfo")),
        Multicall("multicall that waits", Inner("supervisor.startProcess", "idle"), Inner("supervisor.startProcess", "slow"), Inner("supervisor.getAPIVersion"), Inner("supervisor.stopProcess", "slow"), Inner("supervisor.stopProcess", "idle")),
        Multicall("multicall of a group", Inner("supervisor.startProcessGroup", "numbered"), Inner("supervisor.signalProcessGroup", "numbered", "WINCH")),
        new Call("end of the multicall's group", "supervisor.stopProcessGroup", "numbered") { InAnyOrder = true },
        Multicall("multicall inside a multicall", Inner("system.multicall", (object)Several()), Inner("supervisor.getAPIVersion")),
        Multicall("multicall of system methods", Inner("system.methodSignature", "supervisor.getPID"), Inner("system.listMethods")),
        Multicall("multicall without a name", new RpcStruct { { "params", Several() } }),
        Multicall("multicall without params", new RpcStruct { { "methodName", "supervisor.getAPIVersion" } }),
        Multicall("multicall with more members", new RpcStruct { { "methodName", "supervisor.getAPIVersion" }, { "params", Several() }, { "more", 1 } }),
        Multicall("multicall with an odd argument", Inner("supervisor.getProcessInfo", 5), Inner("supervisor.getAPIVersion")),
        new Call("multicall of a string", "system.multicall", "x"),
        Multicall("multicall of strings", "x"),
        new Call("multicall without an argument", "system.multicall"),
    ];

    private static Step[] Rereading =>
    [
        new Call("reread with nothing changed", "supervisor.reloadConfig"),
        new Arrange("a changed configuration", s => s.Reconfigure(ScriptConfiguration.Changed)),
        new Call("add before the reread", "supervisor.addProcessGroup", "later"),
        new Call("reread", "supervisor.reloadConfig"),
        new Call("reread again", "supervisor.reloadConfig"),
        new Call("configuration after the reread", "supervisor.getAllConfigInfo"),
        new Call("add", "supervisor.addProcessGroup", "later"),
        new Call("info of an added one", "supervisor.getProcessInfo", "later"),
        new Call("add again", "supervisor.addProcessGroup", "later"),
        new Call("add of an unknown one", "supervisor.addProcessGroup", "nope"),
        new Call("add of a number", "supervisor.addProcessGroup", 5),
        new Call("add of one that is there", "supervisor.addProcessGroup", "cat"),
        new Call("reread after the add", "supervisor.reloadConfig"),
        new Call("remove of a running one", "supervisor.removeProcessGroup", "cat"),
        new Call("remove of an unknown one", "supervisor.removeProcessGroup", "nope"),
        new Call("remove of a number", "supervisor.removeProcessGroup", 5),
        new Call("remove", "supervisor.removeProcessGroup", "badlog"),
        new Call("remove again", "supervisor.removeProcessGroup", "badlog"),
        new Call("info of a removed one", "supervisor.getProcessInfo", "badlog"),
        new Call("remove of a changed one", "supervisor.removeProcessGroup", "slow"),
        new Call("add of a changed one", "supervisor.addProcessGroup", "slow"),
        new Call("reread after all that", "supervisor.reloadConfig"),
        new Arrange("a broken configuration", s => s.Reconfigure(ScriptConfiguration.Broken)),
        new Call("reread of a broken configuration", "supervisor.reloadConfig"),
        new Call("state after the broken reread", "supervisor.getState"),
        new Arrange("no configuration", s => File.Delete(s.ConfigurationPath)),
        new Call("reread of no configuration", "supervisor.reloadConfig"),
        new Arrange("the configuration is back", s => s.Reconfigure(ScriptConfiguration.Sections)),
        new Call("reread of what is back", "supervisor.reloadConfig"),
        new Call("reread with an argument", "supervisor.reloadConfig", 1),
    ];

    /// <summary>A stubborn program holds the shutdown open, so that the daemon's answers meanwhile can be heard.</summary>
    private static Step[] ShuttingDown =>
    [
        new Call("remove of a non-ASCII name", "supervisor.removeProcessGroup", "zażółć"),
        new Call("stop of all", "supervisor.stopAllProcesses") { InAnyOrder = true },
        new Call("stop of all when all is stopped", "supervisor.stopAllProcesses"),
        new Call("info of everything when all is stopped", "supervisor.getAllProcessInfo"),
        new Call("start of all", "supervisor.startAllProcesses") { InAnyOrder = true },
        new Call("start of all without waiting", "supervisor.startAllProcesses", false) { InAnyOrder = true },
        new Call("the stubborn one is ready again", "supervisor.readProcessStdoutLog", "stubborn", 0, 0) { Until = "ready" },
        new Call("shutdown with an argument", "supervisor.shutdown", 1),
        new Call("shutdown", "supervisor.shutdown"),
        new Call("state while shutting down", "supervisor.getState") { Until = "fault 6" },
        new Call("info while shutting down", "supervisor.getProcessInfo", "cat"),
        new Call("a bad name while shutting down", "supervisor.getProcessInfo", "nope"),
        new Call("wrong arity while shutting down", "supervisor.getProcessInfo"),
        new Call("a number while shutting down", "supervisor.startProcess", 5),
        new Call("start while shutting down", "supervisor.startProcess", "idle"),
        new Call("reread while shutting down", "supervisor.reloadConfig"),
        new Call("restart while shutting down", "supervisor.restart"),
        new Call("shutdown while shutting down", "supervisor.shutdown"),
        new Call("version while shutting down", "supervisor.getAPIVersion"),
        new Call("remote event while shutting down", "supervisor.sendRemoteCommEvent", "kind", "data"),
        new Call("methods while shutting down", "system.listMethods"),
        Multicall("multicall while shutting down", Inner("supervisor.getState"), Inner("system.methodSignature", "supervisor.getPID")),
        new Call("unknown method while shutting down", "supervisor.nope"),
    ];

    private static Call Multicall(string name, params object?[] calls) => new(name, "system.multicall", (object)calls);

    private static object?[] Several(params object?[] items) => items;

    private static RpcStruct Inner(string method, params object?[] arguments) =>
        new() { { "methodName", method }, { "params", arguments } };
}
