namespace Supervisor.Rpc.Contract;

/// <summary>Numbers that outgrow the wire's 32 bits stop at its ends, as stock's times do (its other numbers break the answer).</summary>
public static class Capped
{
    public static int Int(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}
