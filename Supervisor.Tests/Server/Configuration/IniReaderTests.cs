using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>The grammar, a row a rule.</summary>
public class IniReaderTests
{
    [Theory]
    [InlineData("[a]", "a")]
    [InlineData("  [a]", "a")]
    [InlineData("[a]junk", "a")]
    [InlineData("[a] ; comment", "a")]
    [InlineData("[ a ]", " a ")]
    [InlineData("[a]b]", "a]b")]
    [InlineData("[A]", "A")]
    public void A_header_goes_to_the_last_bracket_of_its_line(string line, string name) => Assert.Equal(name, Assert.Single(Read(line + "\n").Sections).Name);

    [Theory]
    [InlineData("k=v", "v")]
    [InlineData("k: v", "v")]
    [InlineData("K = v  ", "v")]
    [InlineData("k==1", "=1")]
    [InlineData("k:=1", "=1")]
    [InlineData("k=a:b", "a:b")]
    [InlineData("k=", "")]
    [InlineData("k=v ; comment", "v")]
    [InlineData("k=v\t# comment", "v")]
    [InlineData("k=a;b", "a;b")]
    [InlineData("k=a#b", "a#b")]
    [InlineData("k=;v", ";v")]
    [InlineData("k= #c", "")]
    [InlineData("k=bash -c \"a ; b\"", "bash -c \"a")]
    [InlineData("k=a \\; b", "a \\; b")]
    [InlineData("k=a;b ;c #d", "a;b ;c")]
    [InlineData("k=one\n  two\n   three", "one\ntwo\nthree")]
    [InlineData("k=one\n\n  two", "one\n\ntwo")]
    [InlineData("k=one\n  # comment\n  two ; comment", "one\ntwo")]
    [InlineData("k=one\n", "one")]
    [InlineData("  k=one\n    two", "one\ntwo")]
    [InlineData("k=a\nk=b", "b")]
    [InlineData("k=v\r", "v")]
    [InlineData("k=ä €", "ä €")]
    public void A_value_is_what_follows_the_first_delimiter(string lines, string value) => Assert.Equal(value, Value(Read("[s]\n" + lines + "\n"), "s", "k"));

    [Fact]
    public void Keys_may_hold_blanks_and_dots() => Assert.Equal("v", Value(Read("[s]\nMy Key.x = v\n"), "s", "my key.x"));

    [Theory]
    [InlineData("# x=y")]
    [InlineData("   ; x=y")]
    public void A_line_that_begins_with_a_comment_is_one(string line) => Assert.Empty(Read("[s]\n" + line + "\n").Sections[0].Keys);

    [Fact]
    public void Rem_is_no_comment() => Assert.Equal("y", Value(Read("[s]\nrem x=y\n"), "s", "rem x"));

    [Fact]
    public void Sections_of_one_name_are_one_and_the_later_key_wins()
    {
        var document = Read("[s]\na=1\nb=1\n[t]\n[s]\nb=2\n");
        Assert.Equal(["s", "t"], document.Sections.Select(s => s.Name));
        Assert.Equal(("1", "2"), (Value(document, "s", "a"), Value(document, "s", "b")));
    }

    [Fact]
    public void Defaults_belong_to_every_section_and_are_none_themselves()
    {
        var document = Read("[DEFAULT]\na=1\n[s]\n[t]\na=2\n");
        Assert.Equal(["s", "t"], document.Sections.Select(s => s.Name));
        Assert.Equal(("1", "2"), (Value(document, "s", "a"), Value(document, "t", "a")));
    }

    [Fact]
    public void A_value_knows_its_file_and_line()
    {
        var value = Read("[s]\n\nk=one\n two\n").Find("s")!["k"]!;
        Assert.Equal(("x.conf", 3), (value.File, value.Line));
    }

    [Theory]
    [InlineData("a=b\n", "File contains no section headers.\nfile: 'x.conf', line: 1\n'a=b\\n'")]
    [InlineData("\n# c\n[]\n", "File contains no section headers.\nfile: 'x.conf', line: 3\n'[]\\n'")]
    [InlineData("\uFEFF[s]\n", "File contains no section headers.\nfile: 'x.conf', line: 1\n'\\ufeff[s]\\n'")]
    [InlineData("[s]\nk\n", "Source contains parsing errors: 'x.conf'\n\t[line  2]: 'k\\n'")]
    [InlineData("[s]\n=v\n\nit's\n", "Source contains parsing errors: 'x.conf'\n\t[line  2]: '=v\\n'\n\t[line  4]: \"it's\\n\"")]
    [InlineData("[s]\nk", "Source contains parsing errors: 'x.conf'\n\t[line  2]: 'k'")]
    public void What_is_no_configuration_is_refused_with_its_lines(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => Read(text)).Message);

    [Theory]
    [InlineData(new byte[] { 0xFF }, "0xff in position 0: invalid start byte (file: 'x.conf', line: 1; this may be Latin-1")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'[', 0 }, "0xff in position 0: invalid start byte (file: 'x.conf', line: 1; this is UTF-16")]
    [InlineData(new byte[] { (byte)'\n', (byte)'\n', 0xFF }, "0xff in position 2: invalid start byte (file: 'x.conf', line: 3; this may be Latin-1")]
    [InlineData(new byte[] { (byte)'a', 0xC3 }, "0xc3 in position 1: unexpected end of data (file: 'x.conf', line: 1; this may be Latin-1")]
    [InlineData(new byte[] { (byte)'a', 0xC3, (byte)'b' }, "0xc3 in position 1: invalid continuation byte (file: 'x.conf', line: 1; this may be Latin-1")]
    [InlineData(new byte[] { (byte)'a', 0xC0, 0x80 }, "0xc0 in position 1: invalid start byte (file: 'x.conf', line: 1; this may be Latin-1")]
    public void Bytes_that_are_no_text_are_refused_with_their_place(byte[] bytes, string message) =>
        Assert.Equal(
            $"'utf-8' codec can't decode byte {message}, and has to be saved as UTF-8)",
            Assert.Throws<ConfigurationException>(() => ConfigurationText.Decode(bytes, "x.conf")).Message);

    private static IniDocument Read(string text)
    {
        var document = new IniDocument();
        IniReader.Read(document, "x.conf", text);
        return document;
    }

    private static string? Value(IniDocument document, string section, string key) => document.Value(document.Find(section)!, key)?.Text;
}
