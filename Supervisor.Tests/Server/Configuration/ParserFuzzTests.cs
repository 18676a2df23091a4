using System.Text;
using Supervisor.Server.Configuration;
using Supervisor.Server.Python;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>Whatever a file or a command line holds, a parser answers or refuses in its own words; it never fails otherwise.</summary>
public class ParserFuzzTests
{
    private const int Rounds = 20_000;

    private static readonly string[] Pieces =
    [
        "[", "]", "[a]", "[program:x]", "=", ":", "\n", "\r\n", " ", "\t", ";", "#", "\"", "'", "\\", "%", "%(", ")s", "%(here)s", "%(process_num)02d", "%5.3", "-", "--", "-c",
        "--log", "*", "?", "[!", "a-", "-z", "0", "9", "999999999999999999999", "1KB", "GB", "_", "é", "\u2028", "😀", "\0", "\uD800", "~", "~root", "/", "..", "A=", "export ", "\\n", ",", "key", "DEFAULT", "include",
    ];

    private static readonly Dictionary<string, object> Values = new() { ["here"] = "/etc", ["process_num"] = 7 };

    public static TheoryData<string> Parsers => [.. All.Keys];

    private static readonly Dictionary<string, Action<string>> All = new()
    {
        ["document"] = text => IniReader.Read(new IniDocument(), "x.conf", text),
        ["bytes"] = text => ConfigurationText.Decode(Encoding.Latin1.GetBytes(text), "x.conf"),
        ["environment"] = text => EnvironmentList.Parse(text),
        ["environment file"] = text => EnvironmentFileText.Parse(Encoding.UTF8.GetBytes(text), "x.env"),
        ["bytes of an environment file"] = text => EnvironmentFileText.Parse(Encoding.Latin1.GetBytes(text), "x.env"),
        ["words"] = text => ShellWords.Split(text),
        ["format"] = text => PercentFormat.Apply(text, Values),
        ["command line"] = text => CommandLine.Parse(text.Split(' '), "/"),
        ["pattern"] = text => Glob.IsMatch(text, "some.name[x]-y"),
        ["boolean"] = text => OptionParsers.Boolean(text),
        ["integer"] = text => OptionParsers.Integer(text),
        ["size"] = text => OptionParsers.ByteSize(text),
        ["octal"] = text => OptionParsers.Octal(text),
        ["signal"] = text => OptionParsers.Signal(text),
        ["codes"] = text => OptionParsers.ExitCodes(text),
        ["restart"] = text => OptionParsers.AutoRestart(text),
        ["strings"] = text => OptionParsers.Strings(text),
        ["level"] = text => OptionParsers.Level(text),
        ["name"] = text => OptionParsers.Name(text),
        ["address"] = text => OptionParsers.InetAddress(text),
        ["path"] = text => OptionParsers.PathInExistingDirectory(text, "/"),
        ["directory"] = text => OptionParsers.ExistingDirectory(text, "/"),
        ["owner"] = text => OptionParsers.Owner(text),
    };

    [Theory]
    [MemberData(nameof(Parsers))]
    public void A_parser_fails_with_its_own_refusal_only(string parser)
    {
        var random = new Random(parser.Length);
        // Looking a user up asks the system, which takes its time.
        for (var round = 0; round < (parser == "owner" ? Rounds / 20 : Rounds); round++)
            Try(parser, round % 2 == 0 ? Heap(random) : Noise(random));
    }

    /// <summary>A whole configuration, in which bytes are changed, dropped and doubled.</summary>
    [Fact]
    public void A_damaged_configuration_is_read_or_refused()
    {
        var whole = Encoding.UTF8.GetBytes(
            "[supervisord]\nenvironment=A=\"%(here)s\",B=2\nlogfile_maxbytes=1MB\n[include]\nfiles=*.conf\n[program:x]\ncommand=/bin/x \"y z\" ; c\nnumprocs=2\n"
            + "process_name=%(program_name)s_%(process_num)02d\nstopsignal=INT\nexitcodes=0,2\nuser=root\n[group:g]\nprograms=x\n[eventlistener:l]\ncommand=l\nevents=TICK\n"
            + "[fcgi-program:f]\ncommand=f\nsocket=tcp://localhost:9000\n[inet_http_server]\nport=*:9001\n[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory="
            + "supervisor.rpcinterface:make_main_rpcinterface\n");
        using var fixture = new ConfigurationFixture();
        var random = new Random(1);
        var read = 0;
        for (var round = 0; round < 2_000; round++)
        {
            File.WriteAllBytes(fixture["main.conf"], Damaged(whole, random));
            try
            {
                _ = fixture.Reader().Read();
                read++;
            }
            catch (ConfigurationException)
            {
                // A refusal, in its own words.
            }
        }
        // Both must have happened, or the damage was none or too much.
        Assert.InRange(read, 1, 1_999);
    }

    private static void Try(string parser, string text)
    {
        try
        {
            All[parser](text);
        }
        catch (Exception refusal) when (refusal is ConfigurationException
            || (parser is "words" or "format" && refusal is FormatException)
            || (parser is "format" && refusal is KeyNotFoundException))
        {
            Assert.NotEqual("", refusal.Message);
        }
        catch (Exception failure)
        {
            Assert.Fail($"{PythonText.Repr(text)}: {failure}");
        }
    }

    private static string Heap(Random random) => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static string Noise(Random random) => string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(random.Next(2) == 0 ? 128 : 0x3000)));

    private static byte[] Damaged(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        for (var blow = random.Next(1, 6); blow > 0; blow--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(40), bytes.Count - at)));
                    break;
            }
        }
        return [.. bytes];
    }
}
