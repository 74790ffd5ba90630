using System;
namespace Example.App;

#region Types
/// <summary>One order.</summary>
[Serializable]
public record Order(int Id, string Name, decimal Total = 1.5m);
#endregion

public sealed class Store<T> : IDisposable where T : class, new()
{
    private readonly Dictionary<string, List<T>> _items = new();
    public int Count { get; private set; } = 0x10;
    public event EventHandler? Changed;

    public async Task<T?> FindAsync(string id, CancellationToken token = default)
    {
        if (string.IsNullOrEmpty(id)) throw new ArgumentNullException(nameof(id));
        var path = @"C:\temp\""x""";
        var text = $"id {id,10:N2} of {Count + 1} {{x}}\n";
        foreach (var item in _items.Values.Where(x => x.Count > 0 && x is not null))
        {
            await Task.Delay(100, token);
        }
        return _items.TryGetValue(id, out var list) ? list[0] : null;
    }

    public void Dispose() => base.ToString();
}
