using System.Net.Sockets;
using Supervisor.Server.Http;

namespace Supervisor.Tests.Server.Http;

public class SocketFailureTests
{
    [Theory]
    [InlineData(13, "Cannot open an HTTP server: socket.error reported errno.EACCES (13): /s")]
    [InlineData(2, "Cannot open an HTTP server: socket.error reported errno.ENOENT (2): /s")]
    [InlineData(99, "Cannot open an HTTP server: socket.error reported errno.EADDRNOTAVAIL (99): /s")]
    [InlineData(95, "Cannot open an HTTP server: socket.error reported errno.ENOTSUP (95): /s")]
    [InlineData(111, "Cannot open an HTTP server: socket.error reported errno.ECONNREFUSED (111): /s")]
    [InlineData(4242, "Cannot open an HTTP server: socket.error reported 4242: /s")]
    [InlineData(98, "Another program is already listening on a port that one of our HTTP servers is configured to use.  "
        + "Shut this program down first before starting supervisord. (/s)")]
    public void An_errno_is_worded_as_stock_words_it_and_the_place_is_named(int errno, string message) => Assert.Equal(message, SocketFailure.Of(errno, "/s").Message);

    [Theory]
    [InlineData(SocketError.AccessDenied, "errno.EACCES (13)")]
    [InlineData(SocketError.AddressFamilyNotSupported, "errno.EAFNOSUPPORT (97)")]
    [InlineData(SocketError.HostNotFound, "-2")]
    [InlineData(SocketError.TryAgain, "-3")]
    public void An_error_of_the_platform_has_the_systems_number(SocketError error, string number) => Assert.Equal(
        $"Cannot open an HTTP server: socket.error reported {number}: /s", SocketFailure.Of(new SocketException((int)error), "/s").Message);

    [Fact]
    public void The_refusal_of_an_owner_names_the_setting_and_the_user() => Assert.Equal(
        "Not permitted to chown /s to uid/gid (5, -1); adjust \"sockchown\" value in config file or on command line to values that the "
        + $"current user ({Environment.UserName}) can successfully chown",
        SocketFailure.CannotChangeOwner("/s", 5, null).Message);
}
