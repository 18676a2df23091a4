using System.Text;
using Supervisor.Server.Configuration;
using Supervisor.Server.Http;

namespace Supervisor.Tests.Server.Http;

public class BasicAuthenticationTests
{
    private const string HashOfThePassword = "{SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d"; // thepassword

    public static TheoryData<string, string, string?, string> Headers => new()
    {
        { "user", "pass", Basic("user:pass"), "Accepted" },
        { "user", "pass", "bAsIc " + Basic("user:pass")["Basic ".Length..], "Accepted" },
        { "user", "pass", "Basic   " + Basic("user:pass")["Basic ".Length..] + " ", "Accepted" },
        { "user", "pa:ss:", Basic("user:pa:ss:"), "Accepted" },
        { "user", "pässwörd", Basic("user:pässwörd"), "Accepted" },
        { "user", "", Basic("user:"), "Accepted" },
        { "user", HashOfThePassword, Basic("user:thepassword"), "Accepted" },
        { "user", HashOfThePassword.ToUpperInvariant(), Basic("user:thepassword"), "Accepted" },
        { "user", "pass", null, "Refused" },
        { "user", "pass", "", "Refused" },
        { "user", "pass", "Basic", "Refused" },
        { "user", "pass", "Bearer abc", "Refused" },
        { "user", "pass", Basic("user:wrong"), "Refused" },
        { "user", "pass", Basic("user:pass "), "Refused" },
        { "user", "pass", Basic("user:Pass"), "Refused" },
        { "user", "pass", Basic("wrong:pass"), "Refused" },
        { "user", "pass", Basic("User:pass"), "Refused" },
        { "user", "pass", Basic(":"), "Refused" },
        { "user", HashOfThePassword, Basic("user:" + HashOfThePassword), "Refused" },
        { "user", HashOfThePassword, Basic("user:other"), "Refused" },
        { "user", "{SHA}", Basic("user:"), "Refused" },
        { "user", "{SHA}zz", Basic("user:zz"), "Refused" },
        { "user", "pass", "Basic " + Convert.ToBase64String([(byte)'u', (byte)':', 0xFF, 0xFE]), "Refused" },
        { "user", "pass", Basic("nocolon"), "Malformed" },
        { "user", "pass", "Basic !!!!", "Malformed" },
        { "user", "pass", "Basic abc", "Malformed" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_is_judged(string username, string password, string? header, string expected)
    {
        var authentication = BasicAuthentication.For(Server(username, password));
        Assert.Equal(expected, authentication!.Check(header).ToString());
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    public void Without_a_user_there_is_nothing_to_check(string? username, string? password) =>
        Assert.Null(BasicAuthentication.For(Server(username, password)));

    [Fact]
    public void No_header_makes_it_throw()
    {
        var authentication = BasicAuthentication.For(Server("u", "p"))!;
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            var text = i % 2 == 0 ? Encoding.Latin1.GetString(bytes) : "Basic " + Convert.ToBase64String(bytes)[..random.Next(bytes.Length)];
            Assert.NotEqual(AuthenticationResult.Accepted, authentication.Check(text));
        }
    }

    private static InetServerOptions Server(string? username, string? password) =>
        new() { Section = "inet_http_server", Host = "", Port = 9001, Username = username, Password = password };

    private static string Basic(string credentials) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
}
