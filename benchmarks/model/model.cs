#:project ../../Supervisor.Tests/Supervisor.Tests.csproj
#:property PublishAot=false
#:property OutputPath=../../artifacts/model/Release/net10.0/

// Random programs, requests, signals, kills and reloads against what must hold of a daemon whatever is done to it.
//
//     dotnet publish Supervisor.Server -c Release -r linux-x64 -o artifacts/publish
//     dotnet run --file benchmarks/model/model.cs -- artifacts/publish/supervisord --minutes 10 --seed 1
//
// The model is in Supervisor.Tests/Model, which runs a short form of this with every test run. A seed that fails is printed with the last
// actions; --minutes 0.1 --seed S tries it alone.

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

return await Supervisor.Tests.Model.ModelCommand.RunAsync(args);
