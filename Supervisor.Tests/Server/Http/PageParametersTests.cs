using System.Text;
using Microsoft.AspNetCore.Http;
using Supervisor.Server.Http.Pages;

namespace Supervisor.Tests.Server.Http;

public class PageParametersTests
{
    [Theory]
    [InlineData("?a=1", "", "1")]
    [InlineData("?a=1&a=2", "", "1")]
    [InlineData("", "a=1&a=2", "2")]
    [InlineData("?a=1", "a=2", "2")]
    [InlineData("?a=1", "a=", "1")]
    [InlineData("?a=", "", null)]
    [InlineData("?a", "", null)]
    [InlineData("?a=x+y%26z", "", "x y&z")]
    [InlineData("?a=%C3%A4%zz", "", "ä%zz")]
    [InlineData("?a=b=c", "", "b=c")]
    [InlineData("?A=1", "", null)]
    [InlineData("", "{\"a\":1}", null)]
    [InlineData("?b=1;a=2", "", null)]
    public async Task Query_and_form_are_read_as_stock_reads_them(string query, string form, string? value)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString(query);
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(form));
        request.ContentLength = request.Body.Length;
        Assert.Equal(value, (await PageParameters.ReadAsync(request))["a"]);
    }
}
