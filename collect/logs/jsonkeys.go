package logs

// role is what the value of a key says about a record.
type role uint8

const (
	noRole role = iota
	timeRole
	levelRole
	serviceRole
	messageRole
	statusRole
	roles
)

// none is the rank of what was not found.
const none = 255

// roleOf is the role of a key, with its parents before it and dots between, and its rank among the keys of that role: 0 is the surest. The
// names are those of zap, zerolog, slog, logrus, pino, bunyan, Python's structlog and json loggers, Elastic Common Schema, OpenTelemetry,
// GELF, GCP, CloudTrail, Docker, journald, VictoriaLogs and Kubernetes collectors.
func roleOf(path []byte) (r role, rank uint8) {
	switch string(path) {
	case "@timestamp", "timestamp", "Timestamp", "TIMESTAMP":
		return timeRole, 0
	case "ts", "time", "Time", "TIME", "@t":
		return timeRole, 1
	case "eventTime", "datetime", "timeMillis", "time_iso8601", "observedTimestamp", "event_time", "_time":
		return timeRole, 2
	case "__REALTIME_TIMESTAMP":
		return timeRole, 3
	case "_SOURCE_REALTIME_TIMESTAMP", "t", "date", "asctime", "when", "created", "timeUnixNano", "logtime", "start_time":
		return timeRole, 4

	case "level", "Level", "LEVEL", "severity", "Severity", "SEVERITY", "log.level", "levelname", "lvl", "loglevel", "logLevel", "log_level", "@l":
		return levelRole, 0
	case "severityText", "SeverityText", "severity_text", "log.severity", "fields.level", "s":
		return levelRole, 1
	case "PRIORITY", "priority", "syslog.severity":
		return levelRole, 2

	case "service.name", "service", "Service", "serviceName", "service_name", "svc":
		return serviceRole, 0
	case "resource.service.name", "resource.attributes.service.name", "attributes.service.name", "fields.service", "dd.service", "labels.service":
		return serviceRole, 1
	case "app", "application", "appName", "app_name", "application_name", "labels.app", "fields.app":
		return serviceRole, 2
	case "kubernetes.labels.app", "kubernetes.labels.app_kubernetes_io/name", "kubernetes.labels.app.kubernetes.io/name":
		return serviceRole, 3
	case "SYSLOG_IDENTIFIER", "component", "job", "program", "ident", "kubernetes.container_name", "kubernetes.container.name":
		return serviceRole, 4
	case "container", "container_name", "container.name", "_SYSTEMD_UNIT", "tag", "c":
		return serviceRole, 5
	case "logger", "logger_name", "loggerName", "log.logger", "name", "module", "eventSource":
		return serviceRole, 6

	case "message", "msg", "MESSAGE", "Message", "MSG", "@m", "@mt", "short_message", "_msg":
		return messageRole, 0
	case "body", "Body", "log", "event", "text", "textPayload", "jsonPayload.message", "log.message", "eventName", "fields.message":
		return messageRole, 1
	case "error", "err", "error.message", "err.message", "exception", "errorMessage", "event.original", "error.msg":
		return messageRole, 2
	case "request", "uri", "url", "path", "req.url":
		return messageRole, 3

	case "status", "status_code", "statusCode", "http.status_code", "http.response.status_code", "http.status", "response.status", "res.statusCode",
		"httpRequest.status", "response_code", "responseStatus.code":
		return statusRole, 0
	}
	return noRole, none
}

func keyOf(path []byte) timeKey {
	switch string(path) {
	case "__REALTIME_TIMESTAMP", "_SOURCE_REALTIME_TIMESTAMP":
		return micros
	}
	return anyUnit
}

// nests says whether an object under a key holds keys that roleOf knows.
func nests(path []byte) bool {
	switch string(path) {
	case "log", "service", "kubernetes", "kubernetes.labels", "kubernetes.container", "container", "labels", "fields", "attributes", "resource",
		"resource.attributes", "error", "err", "event", "http", "http.response", "response", "res", "req", "syslog", "httpRequest", "jsonPayload",
		"responseStatus", "dd":
		return true
	}
	return false
}

// letterLevel is the level that a single letter stands for, as in glog, Android's logcat and MongoDB.
func letterLevel(c byte) level {
	switch c {
	case 'V', 'T', 'D':
		return debug
	case 'I', 'N':
		return info
	case 'W':
		return warning
	case 'E':
		return erroneous
	case 'F', 'C':
		return critical
	}
	return unsaid
}
