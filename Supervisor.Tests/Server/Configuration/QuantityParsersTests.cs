using System.Globalization;
using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>Spans of time, rates, factors and shares: what they take, how they are written again, and what they say when they do not.</summary>
public class QuantityParsersTests
{
    [Theory]
    [InlineData("0", "0:0:0", "0s")]
    [InlineData("10", "0:0:10", "10s")]
    [InlineData("1.5", "0:0:1.5", "1500ms")]
    [InlineData("500ms", "0:0:0.5", "500ms")]
    [InlineData("10s", "0:0:10", "10s")]
    [InlineData("0.25s", "0:0:0.25", "250ms")]
    [InlineData(" 5m ", "0:5:0", "5m")]
    [InlineData("90m", "1:30:0", "90m")]
    [InlineData("2h", "2:0:0", "2h")]
    [InlineData("1d", "1.0:0:0", "1d")]
    [InlineData("24h", "1.0:0:0", "1d")]
    [InlineData("0.00015", "0:0:0.00015", "0.00015s")]
    [InlineData("99999999999d", "36500.0:0:0", "36500d")]
    public void Durations(string text, string value, string again)
    {
        var duration = TimeSpan.Parse(value, CultureInfo.InvariantCulture);

        Assert.Equal(duration, OptionParsers.Duration(text));
        Assert.Equal(again, OptionText.Of(duration));
        Assert.Equal(duration, OptionParsers.Duration(again));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1,5")]
    [InlineData("1e3")]
    [InlineData("s")]
    [InlineData("5S")]
    [InlineData("5 minutes")]
    [InlineData("1h30m")]
    [InlineData("infinity")]
    [InlineData("99999999999999999999999999999999999999")]
    public void What_is_no_duration(string text) =>
        Assert.Equal($"not a valid duration: '{text}'", Assert.Throws<ConfigurationException>(() => OptionParsers.Duration(text)).Message);

    [Fact]
    public void Steps_are_durations_between_commas() =>
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1)], OptionParsers.Durations("1, 2s ,1m"));

    [Theory]
    [InlineData("a,,b")]
    [InlineData("a,")]
    [InlineData("")]
    public void Items_are_not_empty(string text) =>
        Assert.Equal($"empty item in '{text}'", Assert.Throws<ConfigurationException>(() => OptionParsers.Items(text)).Message);

    [Theory]
    [InlineData("5/60s", 5, 60)]
    [InlineData("5/60", 5, 60)]
    [InlineData(" 1 / 2m", 1, 120)]
    public void Rates(string text, int count, int seconds) => Assert.Equal(new Rate(count, TimeSpan.FromSeconds(seconds)), OptionParsers.Rate(text));

    [Fact]
    public void A_rate_is_written_as_it_is_read() => Assert.Equal("5/1m", OptionText.Of(OptionParsers.Rate("5/60s")));

    [Theory]
    [InlineData("5")]
    [InlineData("/5s")]
    [InlineData("5/")]
    [InlineData("0/60s")]
    [InlineData("5/0")]
    [InlineData("-1/60s")]
    [InlineData("1.5/60s")]
    [InlineData("5/60s/2")]
    [InlineData("99999999999/1s")]
    public void What_is_no_rate(string text) => Assert.Equal(
        $"not a valid rate (COUNT/DURATION): '{text}'", Assert.Throws<ConfigurationException>(() => OptionParsers.Rate(text)).Message);

    [Theory]
    [InlineData("1", 1.0)]
    [InlineData("1.5", 1.5)]
    [InlineData("2.0", 2.0)]
    public void Factors(string text, double value) => Assert.Equal(value, OptionParsers.Factor(text));

    [Theory]
    [InlineData("0.9")]
    [InlineData("-2")]
    [InlineData("x")]
    [InlineData("NaN")]
    public void What_is_no_factor(string text) =>
        Assert.Equal($"not a valid factor (1 or more): '{text}'", Assert.Throws<ConfigurationException>(() => OptionParsers.Factor(text)).Message);

    [Theory]
    [InlineData("0", 0.0, "0%")]
    [InlineData("25%", 25.0, "25%")]
    [InlineData("12.5 %", 12.5, "12.5%")]
    [InlineData("100%", 100.0, "100%")]
    public void Shares_of_a_hundred(string text, double value, string again)
    {
        Assert.Equal(value, OptionParsers.Percent(text));
        Assert.Equal(again, OptionText.Percent(value));
    }

    [Theory]
    [InlineData("101%")]
    [InlineData("-1%")]
    [InlineData("%")]
    [InlineData("ten")]
    public void What_is_no_share_of_a_hundred(string text) =>
        Assert.Equal($"not a valid percentage (0-100%): '{text}'", Assert.Throws<ConfigurationException>(() => OptionParsers.Percent(text)).Message);
}
