using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Supervisor.Server.Http.Pages;

/// <summary>
/// Owns the text of a page under construction. Only literals go in as they are: whatever fills a hole is escaped, so no name, message or
/// log can become markup.
/// </summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new(16 * 1024);

#pragma warning disable CA1822 // It is this object that the markup writes into, before the call.
    public void Add([InterpolatedStringHandlerArgument("")] ref Markup markup) => _ = markup;
#pragma warning restore CA1822

    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text.ToString());

    public override string ToString() => _text.ToString();

    /// <summary>Characters that HTML forbids show as replacement characters.</summary>
    private void AddEscaped(string? text)
    {
        foreach (var character in text ?? "")
        {
            _ = character switch
            {
                '&' => _text.Append("&amp;"),
                '<' => _text.Append("&lt;"),
                '>' => _text.Append("&gt;"),
                '"' => _text.Append("&quot;"),
                '\'' => _text.Append("&#39;"),
                '\t' or '\n' => _text.Append(character),
                '\r' => _text.Append("&#13;"),
                _ when char.IsControl(character) => _text.Append('\uFFFD'),
                _ => _text.Append(character),
            };
        }
    }

    /// <summary>Literals raw, holes escaped.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        private readonly Html _html;

#pragma warning disable IDE0060 // The compiler passes both.
        public Markup(int literalLength, int formattedCount, Html html) => _html = html;
#pragma warning restore IDE0060

        public void AppendLiteral(string literal) => _html._text.Append(literal);

        public void AppendFormatted(string? text) => _html.AddEscaped(text);

        public void AppendFormatted(long number) => _html._text.Append(number.ToString(CultureInfo.InvariantCulture));
    }
}
