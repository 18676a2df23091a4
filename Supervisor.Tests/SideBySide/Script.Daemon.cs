using System.Text;
using System.Xml.Linq;

namespace Supervisor.Tests.SideBySide;

/// <summary>The daemon itself, the <c>system.*</c> methods, and how a call may be written.</summary>
internal static partial class Script
{
    private static Step[] Daemon =>
    [
        new Call("API version", "supervisor.getAPIVersion"),
        new Call("API version by its old name", "supervisor.getVersion"),
        new Call("supervisor version", "supervisor.getSupervisorVersion"),
        new Call("identification", "supervisor.getIdentification"),
        new Call("state", "supervisor.getState"),
        new Call("remote event", "supervisor.sendRemoteCommEvent", "kind", "data"),
        new Call("remote event, non-ASCII", "supervisor.sendRemoteCommEvent", "kind", "dätä ☃"),
        new Call("remote event without data", "supervisor.sendRemoteCommEvent", "kind"),
        new Call("remote event with numbers", "supervisor.sendRemoteCommEvent", 1, 2),
    ];

    private static Step[] SystemMethods =>
    [
        new Call("list of methods", "system.listMethods"),
        new Call("list of methods with an argument", "system.listMethods", 1),
        new Call("help", "system.methodHelp", "supervisor.startProcess") { InOwnWords = true },
        new Call("help of an alias", "system.methodHelp", "supervisor.readMainLog") { InOwnWords = true },
        new Call("help of a system method", "system.methodHelp", "system.multicall") { InOwnWords = true },
        new Call("help of nothing", "system.methodHelp", "supervisor.nope"),
        new Call("help of a number", "system.methodHelp", 5),
        new Call("help without a name", "system.methodHelp"),
        .. Signatures("startProcess", "startProcessGroup", "startAllProcesses", "stopProcess", "stopProcessGroup", "stopAllProcesses"),
        .. Signatures("signalProcess", "signalProcessGroup", "signalAllProcesses", "sendProcessStdin", "sendRemoteCommEvent"),
        .. Signatures("getProcessInfo", "getAllProcessInfo", "getAllConfigInfo", "getState", "getPID", "getIdentification"),
        .. Signatures("getAPIVersion", "getVersion", "getSupervisorVersion", "shutdown", "restart", "reloadConfig"),
        .. Signatures("addProcessGroup", "removeProcessGroup", "readLog", "readMainLog", "clearLog", "clearAllProcessLogs"),
        .. Signatures("readProcessLog", "readProcessStdoutLog", "readProcessStderrLog", "clearProcessLog", "clearProcessLogs"),
        .. Signatures("tailProcessLog", "tailProcessStdoutLog", "tailProcessStderrLog"),
        new Call("signature of system.listMethods", "system.methodSignature", "system.listMethods"),
        new Call("signature of system.methodHelp", "system.methodSignature", "system.methodHelp"),
        new Call("signature of system.methodSignature", "system.methodSignature", "system.methodSignature"),
        new Call("signature of system.multicall", "system.methodSignature", "system.multicall"),
        new Call("signature of nothing", "system.methodSignature", "nope.nope"),
    ];

    private static Step[] Calls =>
    [
        new Call("unknown method", "supervisor.nope"),
        new Call("unknown namespace", "nope.getState"),
        new Call("no namespace", "getState"),
        new Call("three parts", "supervisor.getState.more"),
        new Call("a private method", "supervisor._update", "x"),
        new Call("a method of Python's objects", "supervisor.__init__"),
        new Call("an attribute that is no method", "supervisor.supervisord"),
        new Call("wrong case", "supervisor.getstate"),
        new Call("a dot and nothing", "supervisor."),
        new Call("only a dot", "."),
        new Call("too many arguments", "supervisor.getState", 1),
        new Call("too few arguments", "supervisor.getProcessInfo"),
        new Call("a number for a name", "supervisor.getProcessInfo", 5),
        new Call("a boolean for a name", "supervisor.getProcessInfo", true),
        new Call("an array for a name", "supervisor.getProcessInfo", new object?[] { Array.Empty<object?>() }),
        new Call("bytes for a name", "supervisor.getProcessInfo", "cat"u8.ToArray()),
        new Call("nothing for a name", "supervisor.getProcessInfo", new object?[] { null }),
        new Call("an unknown type for a name", "supervisor.getProcessInfo", new XElement("i8", "nope")),
        new Post("a call without params", "<methodCall><methodName>supervisor.getState</methodName></methodCall>"),
        new Post("a call with empty params", "<methodCall><methodName>supervisor.getState</methodName><params/></methodCall>"),
        new Post("a name with white space", "<methodCall><methodName> supervisor.getState </methodName></methodCall>"),
        new Post("a declaration, a comment and white space", "<?xml version='1.0' encoding='UTF-8'?>\n<!-- hello -->\n<methodCall>\n <methodName>supervisor.getProcessInfo</methodName>\n <params>\n  <param>\n   <value>idle</value>\n  </param>\n </params>\n</methodCall>\n"),
        new Post("an untyped value keeps its spaces", "<methodCall><methodName>supervisor.getProcessInfo</methodName><params><param><value> idle</value></param></params></methodCall>"),
        new Post("escapes and CDATA", "<methodCall><methodName>supervisor.getProcessInfo</methodName><params><param><value><string>&#105;d<![CDATA[le]]></string></value></param></params></methodCall>"),
        new Post("a longer path", "<methodCall><methodName>supervisor.getAPIVersion</methodName></methodCall>", "/RPC2/and/more"),
        new Post("a path that only begins so", "<methodCall><methodName>supervisor.getAPIVersion</methodName></methodCall>", "/RPC2x?y=1"),
        new Post("garbage", "hello"),
        new Post("an element never closed", "<methodCall><methodName>supervisor.getState</methodName>"),
        new Post("no method name", "<methodCall><params/></methodCall>"),
        new Post("an empty method name", "<methodCall><methodName></methodName></methodCall>"),
        new Post("a number that is none", "<methodCall><methodName>supervisor.readLog</methodName><params><param><value><int>x</int></value></param><param><value><int>0</int></value></param></params></methodCall>"),
        new Post("an empty number", "<methodCall><methodName>supervisor.readLog</methodName><params><param><value><int></int></value></param><param><value><int>0</int></value></param></params></methodCall>"),
        new Post("another encoding", Encoding.Latin1.GetBytes("<?xml version='1.0' encoding='ISO-8859-1'?><methodCall><methodName>supervisor.getProcessInfo</methodName><params><param><value>x</value></param></params></methodCall>")),
    ];

    private static IEnumerable<Step> Signatures(params string[] methods) =>
        methods.Select(m => new Call($"signature of {m}", "system.methodSignature", $"supervisor.{m}"));
}
