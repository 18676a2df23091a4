using System.Diagnostics.CodeAnalysis;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Tests.Rpc.XmlRpc;

/// <summary>Whatever the bytes: a message or <see cref="XmlRpcFormatException"/>, never anything else.</summary>
public class XmlRpcReaderFuzzTests
{
    private static readonly byte[][] Documents =
    [
        RecordedMessages.Utf8(RecordedMessages.Call),
        RecordedMessages.Utf8(RecordedMessages.Fault),
        RecordedMessages.Utf8(
            "<!-- c --><a x='1'><methodName>m</methodName><params><param><value>&lt;&#65;&#x42;<![CDATA[x]]]]>\r\n</value></param></params></a>"),
        .. RecordedMessages.Values.Values.Select(v => RecordedMessages.Utf8(RecordedMessages.Head + v.Xml + RecordedMessages.Tail)),
    ];

    /// <summary>Pieces that matter to the grammar, to get further in than bytes by chance do.</summary>
    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "<", ">", "/", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!", "&", ";", "&#", "&#x", "&amp;", "=", "\"", "'", " ",
            "\r", "\0", "é", "-", "9999999999", "1e999", "nan", "====", "a", "<methodName>", "<base64>", "<boolean>", "<double>", "<string/>",
            "<value>", "</value>", "<int>", "</int>", "<struct>", "</struct>", "<member>", "</member>", "<array>", "<data>", "<params>", "<param>",
            "<fault>",
        }.Select(RecordedMessages.Utf8),
    ];

    [Fact]
    public void Every_beginning_of_a_document_reads_or_is_refused()
    {
        foreach (var document in Documents)
        {
            for (var length = 0; length < document.Length; length++)
                ReadsOrIsRefused(document[..length]);
        }
    }

    [Fact]
    public void Random_bytes_are_read_or_refused()
    {
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            ReadsOrIsRefused(bytes);
        }
    }

    [Fact]
    public void Random_words_of_the_grammar_are_read_or_refused()
    {
        var random = new Random(2);
        for (var round = 0; round < 20_000; round++)
            ReadsOrIsRefused([.. Enumerable.Range(0, random.Next(25)).SelectMany(_ => Words[random.Next(Words.Length)])]);
    }

    [Fact]
    public void Damaged_documents_are_read_or_refused()
    {
        var random = new Random(3);
        var read = 0;
        for (var round = 0; round < 40_000; round++)
        {
            var document = Documents[random.Next(Documents.Length)].ToList();
            for (var damage = random.Next(1, 4); damage > 0; damage--)
                Damage(document, random);
            read += ReadsOrIsRefused([.. document]) ? 1 : 0;
        }
        Assert.True(read > 100, "the damage is so great that no document gets through: the test reaches nothing");
    }

    /// <summary>What was read can be written, and reads the same again.</summary>
    [Fact]
    public void What_is_read_from_damaged_documents_makes_the_round_trip()
    {
        var random = new Random(4);
        for (var round = 0; round < 10_000; round++)
        {
            var document = Documents[random.Next(Documents.Length)].ToList();
            Damage(document, random);
            if (!TryRead([.. document], out var response) || response.Value is null)
                continue;
            var again = XmlRpcReader.ReadResponse(XmlRpcWriter.Write(response).Span);
            Assert.Equal(XmlRpcText.Of(response.Value).Replace('\r', '\n'), XmlRpcText.Of(again.Value!).Replace('\r', '\n'));
        }
    }

    private static void Damage(List<byte> document, Random random)
    {
        var place = random.Next(document.Count);
        switch (random.Next(4))
        {
            case 0:
                document[place] = (byte)random.Next(256);
                break;
            case 1:
                document.RemoveRange(place, Math.Min(random.Next(1, 12), document.Count - place));
                break;
            case 2:
                document.InsertRange(place, Words[random.Next(Words.Length)]);
                break;
            default:
                document.InsertRange(place, document.Skip(random.Next(document.Count)).Take(30).ToArray());
                break;
        }
        if (document.Count == 0)
            document.Add((byte)'<');
    }

    private static bool ReadsOrIsRefused(byte[] bytes)
    {
        try
        {
            XmlRpcReader.ReadCall(bytes);
        }
        catch (XmlRpcFormatException)
        {
        }
        return TryRead(bytes, out _);
    }

    private static bool TryRead(byte[] bytes, [NotNullWhen(true)] out MethodResponse? response)
    {
        try
        {
            response = XmlRpcReader.ReadResponse(bytes);
            return true;
        }
        catch (XmlRpcFormatException)
        {
            response = null;
            return false;
        }
    }
}
