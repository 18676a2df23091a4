using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>What a listener asks for besides stock's events, as it is read.</summary>
public class FurtherEventsOptionsTests
{
    private const string Listener = "[eventlistener:x]\ncommand=x\nevents=TICK\n";

    [Theory]
    [InlineData("", null, false)]
    [InlineData("ext_events=\nevent_details=false\n", null, false)]
    [InlineData("ext_events=hook, PROCESS_HEALTH,HOOK\nevent_details=true\n", "HOOK,PROCESS_HEALTH", true)]
    public void They_are_read(string keys, string? events, bool details)
    {
        var pool = Assert.IsType<ListenerPoolOptions>(Assert.Single(ConfigurationFixture.OfSections(Listener + keys).Groups));
        Assert.Equal((events, details), (pool.FurtherEvents is { } further ? string.Join(',', further) : null, pool.EventDetails));
    }

    [Theory]
    [InlineData("ext_events=PROCESS_FOO\n", "ext_events: PROCESS_FOO is none of PROCESS_HEALTH, PROCESS_WAITING, HOOK, CONFIG_APPLIED")]
    [InlineData("ext_events=TICK_5\n", "ext_events: TICK_5 is none of PROCESS_HEALTH, PROCESS_WAITING, HOOK, CONFIG_APPLIED (write it in events)")]
    [InlineData("ext_events=HOOK,,HOOK\n", "empty item in 'HOOK,,HOOK'")]
    [InlineData("event_details=some\n", "not a valid boolean value: 'some'")]
    public void What_is_wrong_is_refused(string keys, string refusal) =>
        Assert.StartsWith(refusal, ConfigurationFixture.RefusalOfSections(Listener + keys), StringComparison.Ordinal);
}
