using System.Text.Json;
using Supervisor.Server.Http.Pages;

namespace Supervisor.Tests.Server.Http;

public class JsonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("\"quotes\" and \\backslashes\\")]
    [InlineData("{[:,")]
    [InlineData("</script>\n\r\t\0\x1b\x7f\u2028")]
    [InlineData("Größe 🎉")]
    public void Any_text_comes_back_as_it_was(string text)
    {
        var json = new Json().Open('{').Name(text).String(text).Close('}').ToString();
        using var parsed = JsonDocument.Parse(json);
        var member = Assert.Single(parsed.RootElement.EnumerateObject());
        Assert.Equal(text, member.Name);
        Assert.Equal(text, member.Value.GetString());
    }

    [Fact]
    public void Commas_stand_where_they_belong()
    {
        var json = new Json().Open('{').Name("a").Open('[').Close(']').Name("b").Open('[').Number(-1).Number(2).Open('{').Close('}').Close(']')
            .Name("c").Boolean(true).Name("d").Boolean(false).Close('}');
        Assert.Equal("""{"a":[],"b":[-1,2,{}],"c":true,"d":false}""", json.ToString());
    }
}
