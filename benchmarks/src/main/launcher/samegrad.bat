@echo off
rem Starts samegrad with the flags that the JVM needs; JAVA_OPTS adds to them, JAVA_HOME chooses the JVM.
setlocal
set "java=java"
if not "%JAVA_HOME%"=="" set "java=%JAVA_HOME%\bin\java"
for %%I in ("%~dp0..") do set "home=%%~fI"
"%java%" ${samegrad.jvm} -XX:SharedArchiveFile="%home%\lib\samegrad.jsa" ${samegrad.jvm.archive} %JAVA_OPTS% -cp "%home%\lib\${project.build.finalName}.jar" samegrad.cli.Main %*
exit /b %ERRORLEVEL%
