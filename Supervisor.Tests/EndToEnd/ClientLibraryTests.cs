using System.Net;
using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>
/// Requests byte for byte as the XML-RPC libraries of several languages send them, head and body, to stock and to ours: they write the
/// same things in ways of their own, and read the answer by rules of their own.
/// </summary>
public class ClientLibraryTests
{
    private const string Programs =
        "[program:cat]\ncommand=/bin/cat\nstartsecs=0\n[program:off]\ncommand=/bin/cat\nautostart=false\n[group:web]\nprograms=a\n"
        + "[program:a]\ncommand=/bin/sh -c \"echo 'a <b> & c'; exec sleep 1000\"\nstartsecs=0\nstdout_logfile=@dir@/a.log\n";

    private static readonly string Python = Head(
        "POST /RPC2 HTTP/1.1", "Host: localhost:9001", "Accept-Encoding: gzip", "Content-Type: text/xml",
        "User-Agent: Python-xmlrpc/3.11", "Content-Length: @");

    private static readonly string Php = Head(
        "POST /RPC2 HTTP/1.1", "Host: 127.0.0.1:9001", "Connection: close", "Content-Length: @", "Content-Type: text/xml");

    private static readonly string Ruby = Head(
        "POST /RPC2 HTTP/1.1", "User-Agent: XMLRPC::Client (Ruby 3.1.2)", "Content-Type: text/xml; charset=utf-8",
        "Content-Length: @", "Connection: keep-alive", "Accept-Encoding: gzip;q=1.0,deflate;q=0.6,identity;q=0.3",
        "Accept: */*", "Host: localhost");

    /// <summary>A library, its head with an @ for the body's length, its body, and the answer.</summary>
    private static readonly (string Client, string Head, string Body, string Expected)[] Requests =
    [
        ("Python's xmlrpc.client",
            Python,
            "<?xml version='1.0'?>\n<methodCall>\n<methodName>supervisor.startProcess</methodName>\n<params>\n<param>\n<value>"
            + "<string>cat</string></value>\n</param>\n<param>\n<value><boolean>0</boolean></value>\n</param>\n</params>\n</methodCall>\n",
            "fault 60 \"ALREADY_STARTED: cat\""),
        ("stock's supervisorctl",
            Head(
                "POST /RPC2 HTTP/1.1", "Host: localhost", "Accept-Encoding: identity", "Content-Length: @",
                "User-Agent: Python-xmlrpc/3.11", "Content-Type: text/xml", "Accept: text/xml"),
            "<?xml version='1.0'?>\n<methodCall>\n<methodName>supervisor.getState</methodName>\n<params>\n</params>\n</methodCall>\n",
            "{statecode: 1, statename: \"RUNNING\"}"),
        ("Python's MultiCall",
            Python,
            "<?xml version='1.0'?>\n<methodCall>\n<methodName>system.multicall</methodName>\n<params>\n<param>\n<value><array><data>\n"
            + "<value><struct>\n<member>\n<name>methodName</name>\n<value><string>supervisor.getAPIVersion</string></value>\n</member>\n"
            + "<member>\n<name>params</name>\n<value><array><data>\n</data></array></value>\n</member>\n</struct></value>\n<value>"
            + "<struct>\n<member>\n<name>methodName</name>\n<value><string>supervisor.stopProcess</string></value>\n</member>\n<member>\n"
            + "<name>params</name>\n<value><array><data>\n<value><string>off</string></value>\n</data></array></value>\n</member>\n"
            + "</struct></value>\n</data></array></value>\n</param>\n</params>\n</methodCall>\n",
            "[\"3.0\", {faultCode: 70, faultString: \"NOT_RUNNING: off\"}]"),
        ("Go's kolo/xmlrpc",
            Head(
                "POST /RPC2 HTTP/1.1", "Host: localhost:9001", "User-Agent: Go-http-client/1.1", "Content-Length: @",
                "Content-Type: text/xml", "Accept-Encoding: gzip"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><methodCall><methodName>supervisor.getState</methodName><params></params>"
            + "</methodCall>",
            "{statecode: 1, statename: \"RUNNING\"}"),
        ("Go's kolo/xmlrpc, with arguments",
            Head(
                "POST /RPC2 HTTP/1.1", "Host: unix", "User-Agent: Go-http-client/1.1", "Content-Length: @", "Content-Type: text/xml",
                "Accept-Encoding: gzip"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><methodCall><methodName>supervisor.tailProcessStdoutLog</methodName><params>"
            + "<param><value><string>web:a</string></value></param><param><value><int>0</int></value></param><param><value><int>100</int>"
            + "</value></param></params></methodCall>",
            "[\"a <b> & c\\n\", 10, false]"),
        ("Go's mattn/go-xmlrpc, as in node_exporter",
            Head(
                "POST /RPC2 HTTP/1.1", "Host: 127.0.0.1:9001", "User-Agent: Go-http-client/1.1", "Content-Length: @",
                "Content-Type: text/xml", "Accept-Encoding: gzip"),
            "<?xml version=\"1.0\"?><methodCall><methodName>supervisor.getIdentification</methodName><params></params></methodCall>",
            "\"supervisor\""),
        ("PHP's xmlrpc_encode_request",
            Php,
            "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<methodCall>\n<methodName>supervisor.startProcess</methodName>\n"
            + "<params>\n <param>\n  <value>\n   <string>caf&#233;</string>\n  </value>\n </param>\n <param>\n  <value>\n   <boolean>0"
            + "</boolean>\n  </value>\n </param>\n</params>\n</methodCall>\n",
            "fault 10 \"BAD_NAME: café\""),
        ("PHP's xmlrpc_encode_request, without arguments",
            Php,
            "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<methodCall>\n<methodName>supervisor.getState</methodName>\n<params/>\n"
            + "</methodCall>\n",
            "{statecode: 1, statename: \"RUNNING\"}"),
        ("PHP's phpxmlrpc",
            Head(
                "POST /RPC2 HTTP/1.0", "User-Agent: XML-RPC for PHP 4.10.1", "Host: localhost:9001", "Accept-Encoding: gzip, deflate",
                "Accept-Charset: UTF-8,ISO-8859-1,US-ASCII", "Content-Type: text/xml", "Content-Length: @"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<methodCall>\n<methodName>supervisor.readProcessStdoutLog</methodName>\n"
            + "<params>\n<param>\n<value><string>web:a</string></value>\n</param>\n<param>\n<value><int>0</int></value>\n</param>\n"
            + "<param>\n<value><i8>5</i8></value>\n</param>\n</params>\n</methodCall>",
            "\"a <b>\""),
        ("PHP's laminas-xmlrpc",
            Head(
                "POST /RPC2 HTTP/1.1", "Host: localhost", "Content-Type: text/xml; charset=UTF-8", "Accept: text/xml",
                "User-Agent: Laminas_XmlRpc_Client", "Content-Length: @"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodCall><methodName>supervisor.getAPIVersion</methodName></methodCall>\n",
            "\"3.0\""),
        ("Ruby's xmlrpc",
            Ruby,
            "<?xml version=\"1.0\" ?><methodCall><methodName>supervisor.sendProcessStdin</methodName><params><param><value><string>off"
            + "</string></value></param><param><value><base64>aGkK\n</base64></value></param></params></methodCall>\n",
            "fault 70 \"NOT_RUNNING: off\""),
        ("Ruby's xmlrpc, with a number",
            Ruby,
            "<?xml version=\"1.0\" ?><methodCall><methodName>supervisor.readProcessStdoutLog</methodName><params><param><value>"
            + "<string>web:a</string></value></param><param><value><i4>-4</i4></value></param><param><value><i4>0</i4></value></param>"
            + "</params></methodCall>\n",
            "\"& c\\n\""),
        ("Perl's RPC::XML",
            Head(
                "POST /RPC2 HTTP/1.1", "TE: deflate,gzip;q=0.3", "Connection: TE, close", "Accept-Encoding: deflate",
                "Host: localhost:9001", "User-Agent: RPC::XML::Client/1.44 libwww-perl/6.68", "Content-Length: @",
                "Content-Type: text/xml"),
            "<?xml version=\"1.0\" encoding=\"us-ascii\"?><methodCall><methodName>supervisor.signalProcess</methodName><params><param>"
            + "<value><string>cat</string></value></param><param><value><string>NOPE</string></value></param></params></methodCall>",
            "fault 11 \"BAD_SIGNAL: NOPE\""),
        ("Perl's XML::RPC",
            Head(
                "POST /RPC2 HTTP/1.1", "TE: deflate,gzip;q=0.3", "Connection: TE, close", "Host: localhost:9001",
                "User-Agent: XML::RPC/2", "Content-Length: @", "Content-Type: text/xml"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodCall>\n  <methodName>supervisor.getAPIVersion</methodName>\n  "
            + "<params />\n</methodCall>\n",
            "\"3.0\""),
        ("Perl's Frontier::Client",
            Head(
                "POST /RPC2 HTTP/1.1", "TE: deflate,gzip;q=0.3", "Connection: TE, close", "Host: localhost:9001",
                "User-Agent: libwww-perl/6.68", "Content-Length: @", "Content-Type: text/xml"),
            "<?xml version=\"1.0\"?>\n<methodCall>\n<methodName>supervisor.stopProcess</methodName>\n<params>\n<param><value>"
            + "<string>nobody</string></value></param>\n</params>\n</methodCall>\n",
            "fault 10 \"BAD_NAME: nobody\""),
        ("Java's Apache XML-RPC, whose strings have no type",
            Head(
                "POST /RPC2 HTTP/1.1", "Content-Type: text/xml", "User-Agent: Apache XML RPC 3.1.3 (Sun HTTP Transport)",
                "Host: localhost:9001", "Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "Connection: keep-alive",
                "Content-Length: @"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><methodCall xmlns:ex=\"http://ws.apache.org/xmlrpc/namespaces/extensions\">"
            + "<methodName>supervisor.readProcessStdoutLog</methodName><params><param><value>web:a</value></param><param><value><i4>2"
            + "</i4></value></param><param><value><ex:i8>3</ex:i8></value></param></params></methodCall>",
            "\"<b>\""),
        ("Node's xmlrpc",
            Head(
                "POST /RPC2 HTTP/1.1", "User-Agent: NodeJS XML-RPC Client", "Content-Type: text/xml", "Accept: text/xml",
                "Accept-Charset: UTF8", "Connection: Keep-Alive", "Content-Length: @", "Host: localhost:9001"),
            "<?xml version=\"1.0\"?><methodCall><methodName>supervisor.startProcessGroup</methodName><params><param><value><string>web"
            + "</string></value></param></params></methodCall>",
            "[]"),
        ("curl with a body typed by hand",
            Head(
                "POST /RPC2 HTTP/1.1", "Host: localhost:9001", "User-Agent: curl/7.88.1", "Accept: */*", "Content-Length: @",
                "Content-Type: application/x-www-form-urlencoded"),
            "<methodCall><methodName>supervisor.startProcess</methodName><params><param><value>cat</value></param></params>"
            + "</methodCall>",
            "fault 60 \"ALREADY_STARTED: cat\""),
    ];

    [Fact]
    public async Task Every_library_gets_from_ours_what_it_gets_from_stock()
    {
        var (stock, ours) = await BothPeers.RunAsync(AnswersAsync);
        Assert.Equal(stock, ours);
        Assert.Equal(string.Join('\n', Requests.Select(r => $"{r.Client}: text/xml {r.Expected}")), ours);
    }

    private static string Head(params string[] lines) => string.Concat(lines.Select(line => line + "\r\n"));

    private static async Task<string> AnswersAsync(Peer peer)
    {
        var port = FreePort.Take();
        await using var supervisor = await RunningSupervisor.StartAsync($"[inet_http_server]\nport=127.0.0.1:{port}\n{Programs}", peer);
        await Eventually.HoldsAsync(() => new FileInfo(supervisor.Directory["a.log"]) is { Exists: true, Length: 10 }, "the program has written its line");
        EndPoint[] servers = [new IPEndPoint(IPAddress.Loopback, port), supervisor.Rpc.EndPoint];
        var answers = new List<string>();
        foreach (var (client, head, body, _) in Requests)
        {
            var overTcp = await AskAsync(servers[0], head, body);
            Assert.Equal(overTcp, await AskAsync(servers[1], head, body));
            answers.Add($"{client}: {overTcp}");
        }
        return string.Join('\n', answers);
    }

    private static async Task<string> AskAsync(EndPoint server, string head, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var reply = await HttpProbe.AskAsync(server, head.Replace("@", $"{bytes.Length}", StringComparison.Ordinal) + "\r\n", bytes);
        // Who asks for compression must not be taken at his word, and lengths are what several of these read by.
        Assert.Null(reply["Content-Encoding"]);
        Assert.Equal($"{reply.Body.Length}", reply["Content-Length"]);
        return $"{reply["Content-Type"]} {RpcXml.Read(reply)}";
    }
}
