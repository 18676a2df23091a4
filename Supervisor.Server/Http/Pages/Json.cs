using System.Text;

namespace Supervisor.Server.Http.Pages;

/// <summary>The text of a JSON document under construction; the little that the page's script is told. Commas are set as needed.</summary>
internal sealed class Json
{
    private readonly StringBuilder _text = new();

    public Json Open(char bracket)
    {
        Separate();
        _text.Append(bracket);
        return this;
    }

    public Json Close(char bracket)
    {
        _text.Append(bracket);
        return this;
    }

    /// <summary>What follows is the value.</summary>
    public Json Name(string name)
    {
        String(name);
        _text.Append(':');
        return this;
    }

    public Json String(string value)
    {
        Separate();
        _text.Append('"');
        foreach (var character in value)
        {
            if (character is '"' or '\\')
                _text.Append('\\').Append(character);
            else if (char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029' or '<')
                _text.Append($"\\u{(int)character:x4}");
            else
                _text.Append(character);
        }
        _text.Append('"');
        return this;
    }

    public Json Number(long value)
    {
        Separate();
        _text.Append(value);
        return this;
    }

    public Json Boolean(bool value)
    {
        Separate();
        _text.Append(value ? "true" : "false");
        return this;
    }

    public override string ToString() => _text.ToString();

    private void Separate()
    {
        if (_text.Length > 0 && _text[^1] is not ('{' or '[' or ':'))
            _text.Append(',');
    }
}
