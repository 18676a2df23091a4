namespace Supervisor.Tests.Browser;

/// <summary>One browser serves all tests of the page, which therefore run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OneBrowser : ICollectionFixture<Chromium>
{
    public const string Name = "browser";
}
