using System.Threading.Channels;
using Supervisor.Server.Api;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Http.Pages;

/// <summary>
/// Tells open pages of every change. Listens to the daemon's events only while somebody reads, gathers what changes within a tenth of a
/// second into one message, and never asks by the clock. Its fields belong to the event loop.
/// </summary>
internal sealed class StatusFeed(EventLoop loop, SupervisorApi api, TimeProvider time)
{
    /// <summary>A reader that is further behind than this is let go; it comes back and is told everything.</summary>
    private const int MaxWaiting = 64;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    private readonly List<Channel<StatusNews>> _readers = [];
    private readonly HashSet<string> _changed = [];
    private IReadOnlyList<IDisposable> _watches = [];
    private TimeSpan _lastNews;
    private bool _rearranged;
    private bool _isDue;

    /// <summary>The first message tells everything, each further one what changed since.</summary>
    public Task<Channel<StatusNews>> OpenAsync() => loop.InvokeAsync(() =>
    {
        if (_readers.Count == 0)
            _watches = api.Watch(Changed, Rearranged);
        var reader = Channel.CreateBounded<StatusNews>(MaxWaiting);
        reader.Writer.TryWrite(Whole());
        _readers.Add(reader);
        return reader;
    });

    public Task CloseAsync(Channel<StatusNews> reader) => loop.InvokeAsync(() =>
    {
        _readers.Remove(reader);
        if (_readers.Count > 0)
            return false;
        foreach (var watch in _watches)
            watch.Dispose();
        _watches = [];
        return true;
    });

    private void Changed(string name)
    {
        _changed.Add(name);
        Schedule();
    }

    private void Rearranged()
    {
        _rearranged = true;
        Schedule();
    }

    /// <summary>At once after a quiet while, and then not sooner than the next tenth of a second.</summary>
    private void Schedule()
    {
        if (_isDue)
            return;
        _isDue = true;
        var next = _lastNews + Gathering;
        loop.Schedule(next > loop.Now ? next : loop.Now, Tell);
    }

    private void Tell()
    {
        var news = _rearranged ? Whole() : News(_changed.Select(api.FindOverview).OfType<ProcessOverview>(), isWhole: false);
        (_isDue, _rearranged, _lastNews) = (false, false, loop.Now);
        _changed.Clear();
        foreach (var reader in _readers)
        {
            if (!reader.Writer.TryWrite(news))
                reader.Writer.TryComplete();
        }
    }

    private StatusNews Whole() => News(api.GetOverview(), isWhole: true);

    private StatusNews News(IEnumerable<ProcessOverview> programs, bool isWhole) =>
        new([.. programs.Select(ProgramRow.Of)], isWhole, api.IsStopping, time.GetUtcNow().ToUnixTimeSeconds());
}
