using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;

namespace Supervisor.Tests.Server.Processes.Scheduling;

/// <summary>The times that expressions tell, beside a search that looks at every minute of a year.</summary>
public class TimetableTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>2028 has a 29th of February; in Berlin the clock goes forward on March 26th and back on October 29th.</summary>
    private static readonly DateTimeOffset Begin = new(2028, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("*/15 * * * *", true)]
    [InlineData("* * * * *", true)]
    [InlineData("7 * * * *", true)]
    [InlineData("30 2 * * *", false)]
    [InlineData("0 3 * * *", false)]
    [InlineData("0 0 1 * *", false)]
    [InlineData("15 10 * * 1-5", false)]
    [InlineData("5,35 1,2,3 * * *", false)]
    [InlineData("0 12 1,15 * 1", false)]
    [InlineData("0 2 29 2 *", false)]
    [InlineData("30 2 26 3 *", false)]
    [InlineData("30 2 29 10 0", false)]
    public void They_are_those_of_a_search_by_the_minute(string cron, bool isRepeated)
    {
        foreach (var zone in new[] { TimeZoneInfo.Utc, Berlin })
        {
            var times = new Timetable(new ScheduleOptions { Cron = new([cron]) }, zone);
            var found = new List<DateTimeOffset>();
            for (var next = times.After(Begin.AddTicks(-1)); next < Begin.AddYears(1); next = times.After(next.Value))
                found.Add(next.Value);
            Assert.Equal(Search(cron, isRepeated, zone), found);
        }
    }

    [Fact]
    public void Of_several_expressions_the_first_time_counts_and_once()
    {
        var times = new Timetable(new ScheduleOptions { Cron = new(["30 2 * * *", "0 */6 * * *", "30 2 1 1 *"]) }, TimeZoneInfo.Utc);
        var found = new List<string>();
        for (var next = times.After(Begin); found.Count < 5; next = times.After(next!.Value))
            found.Add(next!.Value.ToString("dd HH:mm", null));
        Assert.Equal(["01 02:30", "01 06:00", "01 12:00", "01 18:00", "02 00:00"], found);
    }

    [Fact]
    public void Seconds_stand_first()
    {
        var times = new Timetable(new ScheduleOptions { Cron = new(["*/20 59 23 * * *"]) }, TimeZoneInfo.Utc);
        Assert.Equal(Begin.AddDays(1).AddSeconds(-60), times.After(Begin));
        Assert.Equal(Begin.AddDays(1).AddSeconds(-40), times.After(Begin.AddDays(1).AddSeconds(-60)));
    }

    /// <summary>What is in the hour that is left out is once at its end; of the hour that comes twice a fixed time is the first.</summary>
    private static List<DateTimeOffset> Search(string cron, bool isRepeated, TimeZoneInfo zone)
    {
        var fields = cron.Split(' ').Select(Numbers).ToArray();
        var found = new List<DateTimeOffset>();
        var before = TimeZoneInfo.ConvertTime(Begin.AddMinutes(-1), zone).DateTime;
        for (var moment = Begin; moment < Begin.AddYears(1); moment = moment.AddMinutes(1))
        {
            var local = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
            var isSecondTime = local < before.AddMinutes(1) || (zone.IsAmbiguousTime(local) && zone.GetUtcOffset(moment) == zone.BaseUtcOffset);
            var matches = Matches(fields, local) && (isRepeated || !isSecondTime);
            for (var left = before.AddMinutes(1); left < local; left = left.AddMinutes(1))
                matches |= Matches(fields, left);
            if (matches)
                found.Add(moment);
            before = local;
        }
        return found;
    }

    private static bool Matches(HashSet<int>?[] fields, DateTime time) =>
        Holds(fields[0], time.Minute) && Holds(fields[1], time.Hour) && Holds(fields[2], time.Day) && Holds(fields[3], time.Month) && Holds(fields[4], (int)time.DayOfWeek);

    private static bool Holds(HashSet<int>? field, int number) => field is null || field.Contains(number);

    /// <summary>Null for any.</summary>
    private static HashSet<int>? Numbers(string field) => field switch
    {
        "*" => null,
        "*/15" => [0, 15, 30, 45],
        "1-5" => [1, 2, 3, 4, 5],
        _ => [.. field.Split(',').Select(int.Parse)],
    };
}
