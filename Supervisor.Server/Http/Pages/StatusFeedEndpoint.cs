using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Supervisor.Server.Http.Pages;

/// <summary>
/// <c>/events</c>: what the open page is told, as server-sent events. Ends when the reader leaves or the daemon closes its servers; browsers
/// then come back by themselves.
/// </summary>
internal sealed class StatusFeedEndpoint(StatusFeed feed, EndlessAnswers endless) : IHttpEndpoint
{
    /// <summary>Often enough for the proxies between, and to notice readers that are gone.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(25);

    public bool Matches(string rawPath) => rawPath == "/events";

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            await ErrorPage.WriteAsync(context, StatusCodes.Status400BadRequest);
            return;
        }
        if (RequestSource.IsForeign(context.Request))
        {
            await PageResponse.RefuseAsync(context);
            return;
        }
        PageResponse.Secure(context);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var reader = await feed.OpenAsync();
        try
        {
            await SendAsync(reader.Reader, context);
        }
        catch (OperationCanceledException)
        {
            // The reader left, or the daemon stops.
        }
        finally
        {
            await feed.CloseAsync(reader);
        }
    }

    private async Task SendAsync(ChannelReader<StatusNews> news, HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, endless.Ending);
        var body = context.Response.Body;
        while (await WaitAsync(news, end.Token) is { } hasNews)
        {
            if (!hasNews)
                await body.WriteAsync(":\n\n"u8.ToArray(), end.Token);
            while (hasNews && news.TryRead(out var next))
                await body.WriteAsync(next.Event, end.Token);
            await body.FlushAsync(end.Token);
        }
    }

    /// <summary>True for news, false for a long silence, null at the end.</summary>
    private static async Task<bool?> WaitAsync(ChannelReader<StatusNews> news, CancellationToken end)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(end);
        silence.CancelAfter(Heartbeat);
        try
        {
            return await news.WaitToReadAsync(silence.Token) ? true : null;
        }
        catch (OperationCanceledException) when (!end.IsCancellationRequested)
        {
            return false;
        }
    }
}
