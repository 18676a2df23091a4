using Supervisor.Server.Http.Pages;

namespace Supervisor.Tests.Server.Http;

public class HtmlTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("a & b", "a &amp; b")]
    [InlineData("\" onload='x'", "&quot; onload=&#39;x&#39;")]
    [InlineData("tab\tand\nline", "tab\tand\nline")]
    [InlineData("\r", "&#13;")]
    [InlineData("\0\x1b[31m\x7f", "\uFFFD\uFFFD[31m\uFFFD")]
    [InlineData("Größe 🎉", "Größe 🎉")]
    [InlineData(null, "")]
    public void Whatever_fills_a_hole_is_escaped(string? text, string shown)
    {
        var html = new Html();
        html.Add($"<p title=\"{text}\">{text}</p>");
        Assert.Equal($"<p title=\"{shown}\">{shown}</p>", html.ToString());
    }

    [Fact]
    public void Numbers_are_plain()
    {
        var html = new Html();
        html.Add($"{-1234567L}");
        Assert.Equal("-1234567", html.ToString());
    }
}
