@echo off
rem Starts samegrad with the flags that the JVM needs; JAVA_OPTS adds to them, JAVA_HOME chooses the JVM.
setlocal
set "java=java"
if not "%JAVA_HOME%"=="" set "java=%JAVA_HOME%\bin\java"
"%java%" ${samegrad.jvm} %JAVA_OPTS% -cp "%~dp0..\lib\${project.build.finalName}.jar" samegrad.cli.Main %*
exit /b %ERRORLEVEL%
