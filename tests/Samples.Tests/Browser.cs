using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;

namespace Samples.Tests;

/// <summary>A page in headless Chromium, driven by its debugging protocol. Killed when it is disposed.</summary>
internal sealed class Browser : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("browser-");
    private readonly ClientWebSocket _socket = new();
    private readonly Process _process;
    private int _calls;

    private Browser(string program, string address)
    {
        ProcessStartInfo start = new(program) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in new[] { "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0", $"--user-data-dir={_profile.FullName}", address })
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Chromium, where it is installed.</summary>
    public static string? Find() => new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>Opens a page.</summary>
    public static async Task<Browser> OpenAsync(string program, string address)
    {
        Browser browser = new(program, address);
        try
        {
            await browser.ConnectAsync();
            return browser;
        }
        catch
        {
            browser.Dispose();
            throw;
        }
    }

    /// <summary>Waits until an expression is true in the page.</summary>
    public async Task WaitAsync(string expression)
    {
        for (long startedAt = Stopwatch.GetTimestamp(); (await EvaluateAsync(expression)).ValueKind != JsonValueKind.True;)
        {
            Assert.True(Stopwatch.GetElapsedTime(startedAt) < Patience, $"Waited in vain for {expression}. The page:\n{await EvaluateAsync("document.body.innerText")}");
            await Task.Delay(50);
        }
    }

    /// <summary>The value of an expression in the page.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        using CancellationTokenSource bound = new(Patience);
        int id = ++_calls;
        byte[] call = JsonSerializer.SerializeToUtf8Bytes(new { id, method = "Runtime.evaluate", @params = new { expression, returnByValue = true } });
        await _socket.SendAsync(call, WebSocketMessageType.Text, endOfMessage: true, bound.Token);
        while (true)
        {
            using MemoryStream answer = new();
            byte[] buffer = new byte[65536];
            ValueWebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer.AsMemory(), bound.Token);
                answer.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);

            JsonElement said = JsonDocument.Parse(answer.ToArray()).RootElement;
            if (said.TryGetProperty("id", out JsonElement of) && of.GetInt32() == id)
            {
                JsonElement result = said.GetProperty("result").GetProperty("result");
                return result.TryGetProperty("value", out JsonElement value) ? value : default;
            }
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        try
        {
            _profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // One of its helpers is still writing: the folder is in /tmp.
        }
    }

    private async Task ConnectAsync()
    {
        // It writes the port that it has chosen into its profile.
        string file = Path.Combine(_profile.FullName, "DevToolsActivePort");
        using HttpClient http = new();
        for (long startedAt = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            Assert.True(Stopwatch.GetElapsedTime(startedAt) < Patience, "The browser did not start.");
            if (File.Exists(file) && File.ReadAllLines(file) is [var port, _])
            {
                foreach (JsonElement page in JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list"))).RootElement.EnumerateArray())
                {
                    if (page.GetProperty("type").GetString() == "page")
                    {
                        await _socket.ConnectAsync(new Uri(page.GetProperty("webSocketDebuggerUrl").GetString()!), CancellationToken.None);
                        return;
                    }
                }
            }
        }
    }
}
