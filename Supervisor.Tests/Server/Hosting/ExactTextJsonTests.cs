using Supervisor.Server.Configuration;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Hosting;

public class ExactTextJsonTests
{
    [Fact]
    public void No_text_is_changed_on_the_way_not_even_what_stands_for_bytes_that_are_no_text()
    {
        foreach (var text in new[] { "", "plain", "gr\u00fc\u00dfe \"quoted\" \n", "a pair \ud83d\ude00", "stray \udcff\udc80 bytes", "\udcff", "\ud83d", "\ude00\ud83d" })
        {
            var options = new ProcessOptions { Name = text, Command = text, Environment = new([new(text, text)]), ExitCodes = new([0, 2]) };
            Assert.Equal(options, WrittenDown.AndReadBack(options));
            Assert.Equal(text, WrittenDown.AndReadBack(options).Environment[0].Value);
        }
    }
}
