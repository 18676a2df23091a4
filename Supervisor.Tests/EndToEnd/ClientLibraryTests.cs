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

    private const string Apache = "xmlns:ex=\"http://ws.apache.org/xmlrpc/namespaces/extensions\"";

    /// <summary>A library, what it calls, the head without the length, and the body; line ends as they are sent.</summary>
    private static readonly (string Client, string Head, string Body, string Expected)[] Requests =
    [
        ("Python's xmlrpc.client",
            "POST /RPC2 HTTP/1.1\r\nHost: localhost:9001\r\nAccept-Encoding: gzip\r\nContent-Type: text/xml\r\nUser-Agent: Python-xmlrpc/3.11\r\n",
            "<?xml version='1.0'?>\n<methodCall>\n<methodName>supervisor.startProcess</methodName>\n<params>\n<param>\n<value><string>cat</string>"
            + "</value>\n</param>\n<param>\n<value><boolean>0</boolean></value>\n</param>\n</params>\n</methodCall>\n",
            "fault 60 \"ALREADY_STARTED: cat\""),
        ("Python's xmlrpc.client, without arguments",
            "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Python-xmlrpc/3.11\r\nContent-Type: text/xml\r\nAccept: text/xml\r\n",
            "<?xml version='1.0'?>\n<methodCall>\n<methodName>supervisor.getState</methodName>\n<params>\n</params>\n</methodCall>\n",
            "{statecode: 1, statename: \"RUNNING\"}"),
        ("Python's MultiCall",
            "POST /RPC2 HTTP/1.1\r\nHost: localhost:9001\r\nAccept-Encoding: gzip\r\nContent-Type: text/xml\r\nUser-Agent: Python-xmlrpc/3.11\r\n",
            "<?xml version='1.0'?>\n<methodCall>\n<methodName>system.multicall</methodName>\n<params>\n<param>\n<value><array><data>\n<value><struct>\n"
            + "<member>\n<name>methodName</name>\n<value><string>supervisor.getAPIVersion</string></value>\n</member>\n<member>\n<name>params</name>\n"
            + "<value><array><data>\n</data></array></value>\n</member>\n</struct></value>\n<value><struct>\n<member>\n<name>methodName</name>\n<value>"
            + "<string>supervisor.stopProcess</string></value>\n</member>\n<member>\n<name>params</name>\n<value><array><data>\n<value><string>off"
            + "</string></value>\n</data></array></value>\n</member>\n</struct></value>\n</data></array></value>\n</param>\n</params>\n</methodCall>\n",
            "[\"3.0\", {faultCode: 70, faultString: \"NOT_RUNNING: off\"}]"),
        ("Go's kolo/xmlrpc",
            "POST /RPC2 HTTP/1.1\r\nHost: localhost:9001\r\nUser-Agent: Go-http-client/1.1\r\nContent-Type: text/xml\r\nAccept-Encoding: gzip\r\n",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><methodCall><methodName>supervisor.getState</methodName><params></params></methodCall>",
            "{statecode: 1, statename: \"RUNNING\"}"),
        ("Go's kolo/xmlrpc, with arguments",
            "POST /RPC2 HTTP/1.1\r\nHost: unix\r\nUser-Agent: Go-http-client/1.1\r\nContent-Type: text/xml\r\nAccept-Encoding: gzip\r\n",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><methodCall><methodName>supervisor.tailProcessStdoutLog</methodName><params><param><value><string>"
            + "web:a</string></value></param><param><value><int>0</int></value></param><param><value><int>100</int></value></param></params></methodCall>",
            "[\"a <b> & c\\n\", 10, false]"),
        ("Go's mattn/go-xmlrpc, as in node_exporter",
            "POST /RPC2 HTTP/1.1\r\nHost: 127.0.0.1:9001\r\nUser-Agent: Go-http-client/1.1\r\nContent-Type: text/xml\r\nAccept-Encoding: gzip\r\n",
            "<?xml version=\"1.0\"?><methodCall><methodName>supervisor.getIdentification</methodName><params></params></methodCall>",
            "\"supervisor\""),
        ("PHP's xmlrpc_encode_request",
            "POST /RPC2 HTTP/1.1\r\nHost: 127.0.0.1:9001\r\nConnection: close\r\nContent-Type: text/xml\r\n",
            "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<methodCall>\n<methodName>supervisor.startProcess</methodName>\n<params>\n <param>\n  <value>\n"
            + "   <string>caf&#233;</string>\n  </value>\n </param>\n <param>\n  <value>\n   <boolean>0</boolean>\n  </value>\n </param>\n</params>\n</methodCall>\n",
            "fault 10 \"BAD_NAME: café\""),
        ("PHP's phpxmlrpc",
            "POST /RPC2 HTTP/1.0\r\nUser-Agent: XML-RPC for PHP 4.10.1\r\nHost: localhost:9001\r\nAccept-Encoding: gzip, deflate\r\n"
            + "Accept-Charset: UTF-8,ISO-8859-1,US-ASCII\r\nContent-Type: text/xml\r\n",
            "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<methodCall>\n<methodName>supervisor.readProcessStdoutLog</methodName>\n<params>\n<param>\n<value>"
            + "<string>web:a</string></value>\n</param>\n<param>\n<value><int>0</int></value>\n</param>\n<param>\n<value><i8>5</i8></value>\n</param>\n</params>\n</methodCall>",
            "\"a <b>\""),
        ("PHP's laminas-xmlrpc",
            "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml; charset=UTF-8\r\nAccept: text/xml\r\nUser-Agent: Laminas_XmlRpc_Client\r\n",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodCall><methodName>supervisor.getAPIVersion</methodName></methodCall>\n",
            "\"3.0\""),
        ("Ruby's xmlrpc",
            "POST /RPC2 HTTP/1.1\r\nUser-Agent: XMLRPC::Client (Ruby 3.1.2)\r\nContent-Type: text/xml; charset=utf-8\r\nConnection: keep-alive\r\n"
            + "Accept-Encoding: identity\r\nAccept: */*\r\nHost: localhost\r\n",
            "<?xml version=\"1.0\" ?><methodCall><methodName>supervisor.sendProcessStdin</methodName><params><param><value><string>off</string></value>"
            + "</param><param><value><base64>aGkK\n</base64></value></param></params></methodCall>\n",
            "fault 70 \"NOT_RUNNING: off\""),
        ("Ruby's xmlrpc, with a number",
            "POST /RPC2 HTTP/1.1\r\nUser-Agent: XMLRPC::Client (Ruby 3.1.2)\r\nContent-Type: text/xml; charset=utf-8\r\nConnection: keep-alive\r\n"
            + "Accept-Encoding: identity\r\nAccept: */*\r\nHost: localhost\r\n",
            "<?xml version=\"1.0\" ?><methodCall><methodName>supervisor.readProcessStdoutLog</methodName><params><param><value><string>web:a</string>"
            + "</value></param><param><value><i4>-4</i4></value></param><param><value><i4>0</i4></value></param></params></methodCall>\n",
            "\"& c\\n\""),
        ("Perl's RPC::XML",
            "POST /RPC2 HTTP/1.1\r\nTE: deflate,gzip;q=0.3\r\nConnection: TE, close\r\nAccept: text/xml\r\nHost: localhost:9001\r\n"
            + "User-Agent: RPC::XML::Client/1.45 libwww-perl/6.67\r\nContent-Type: text/xml\r\n",
            "<?xml version=\"1.0\" encoding=\"us-ascii\"?><methodCall><methodName>supervisor.signalProcess</methodName><params><param><value><string>cat"
            + "</string></value></param><param><value><string>NOPE</string></value></param></params></methodCall>",
            "fault 11 \"BAD_SIGNAL: NOPE\""),
        ("Perl's XML::RPC",
            "POST /RPC2 HTTP/1.1\r\nTE: deflate,gzip;q=0.3\r\nConnection: TE, close\r\nHost: localhost:9001\r\nUser-Agent: XML::RPC/2\r\nContent-Type: text/xml\r\n",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodCall>\n  <methodName>supervisor.getAPIVersion</methodName>\n  <params />\n</methodCall>\n",
            "\"3.0\""),
        ("Perl's Frontier::Client",
            "POST /RPC2 HTTP/1.1\r\nTE: deflate,gzip;q=0.3\r\nConnection: TE, close\r\nHost: localhost:9001\r\nUser-Agent: libwww-perl/6.67\r\nContent-Type: text/xml\r\n",
            "<?xml version=\"1.0\"?>\n<methodCall>\n<methodName>supervisor.stopProcess</methodName>\n<params>\n<param><value><string>nobody</string></value></param>\n"
            + "</params>\n</methodCall>\n",
            "fault 10 \"BAD_NAME: nobody\""),
        ("Java's Apache XML-RPC, whose strings have no type",
            "POST /RPC2 HTTP/1.1\r\nContent-Type: text/xml\r\nUser-Agent: Apache XML RPC 3.1.3 (Sun HTTP Transport)\r\nHost: localhost:9001\r\n"
            + "Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2\r\nConnection: keep-alive\r\n",
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><methodCall {Apache}><methodName>supervisor.readProcessStdoutLog</methodName><params><param><value>web:a"
            + "</value></param><param><value><i4>2</i4></value></param><param><value><ex:i8>3</ex:i8></value></param></params></methodCall>",
            "\"<b>\""),
        ("Node's xmlrpc",
            "POST /RPC2 HTTP/1.1\r\nUser-Agent: NodeJS XML-RPC Client\r\nContent-Type: text/xml\r\nAccept: text/xml\r\nAccept-Charset: UTF8\r\n"
            + "Connection: Keep-Alive\r\nHost: localhost:9001\r\n",
            "<?xml version=\"1.0\"?><methodCall><methodName>supervisor.startProcessGroup</methodName><params><param><value><string>web</string></value></param>"
            + "</params></methodCall>",
            "[]"),
        ("curl with a body typed by hand",
            "POST /RPC2 HTTP/1.1\r\nHost: localhost:9001\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\nContent-Type: application/x-www-form-urlencoded\r\n",
            "<methodCall><methodName>supervisor.startProcess</methodName><params><param><value>cat</value></param></params></methodCall>",
            "fault 60 \"ALREADY_STARTED: cat\""),
    ];

    [Fact]
    public async Task Every_library_gets_from_ours_what_it_gets_from_stock()
    {
        var (stock, ours) = await BothPeers.RunAsync(AnswersAsync);
        Assert.Equal(stock, ours);
        Assert.Equal(string.Join('\n', Requests.Select(r => $"{r.Client}: text/xml {r.Expected}")), ours);
    }

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
        var reply = await HttpProbe.AskAsync(server, $"{head}Content-Length: {bytes.Length}\r\n\r\n", bytes);
        // Who asks for compression must not be taken at his word, and lengths are what several of these read by.
        Assert.Null(reply["Content-Encoding"]);
        Assert.Equal($"{reply.Body.Length}", reply["Content-Length"]);
        return $"{reply["Content-Type"]} {RpcXml.Read(reply)}";
    }
}
