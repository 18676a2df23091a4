using Supervisor.Server.Http;

namespace Supervisor.Tests.Server.Http;

public class ErrorPageTests
{
    [Fact]
    public void The_body_is_the_one_stock_sends() => Assert.Equal(
        "<head>\r\n<title>Error response</title>\r\n</head>\r\n<body>\r\n<h1>Error response</h1>\r\n"
        + "<p>Error code 404.\r\n<p>Message: Not Found.\r\n</body>\r\n",
        ErrorPage.Body(404, "Not Found"));
}
